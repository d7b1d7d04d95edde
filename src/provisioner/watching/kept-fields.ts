import type { Claim, Event, Meta, Node, Volume } from '../../kube/objects/kinds.ts';

/*
 * What the caches keep of each object: there are thousands, for as long as the process lives, and more than half of each is never read here. A new
 * step that reads another field has to add it. Objects are put together field by field, in one order: the rest of a destructuring has a
 * shape of its own for each object, which costs as much as its content.
 */

interface Named {
  apiVersion: string;
  kind: string;
  metadata: Meta;
}

/** The whole object once more, as `kubectl apply` has sent it. */
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** All but who has written what, and who owns it. */
export function keepObject<T extends Named>(object: T): T {
  return { ...object, metadata: keepMetadata(object) };
}

/** What identifies and marks it. */
export function keepMarks<T extends Named>(object: T): Named {
  return { apiVersion: object.apiVersion, kind: object.kind, metadata: keepMetadata(object) };
}

/** All that its user and the controllers say. */
export function keepClaim(claim: Claim): Claim {
  const { apiVersion, kind, spec, status } = claim;
  return { apiVersion, kind, metadata: keepMetadata(claim), spec, status } as Claim;
}

/** Where its claim and its data are; of its state, the phase. */
export function keepVolume(volume: Volume): Volume {
  const { apiVersion, kind, spec, status } = volume;
  return { apiVersion, kind, metadata: keepMetadata(volume), spec, status: { phase: status?.phase } } as Volume;
}

/** Whose it is, and whether it is Ready: its images alone are as much as fifty claims. */
export function keepNode(node: Node): Node {
  const { apiVersion, kind, status } = node;
  const conditions = status?.conditions?.filter(({ type }) => type === 'Ready') ?? [];
  return { apiVersion, kind, metadata: keepMetadata(node), status: { conditions } };
}

/** What was said last, and about what. */
export function keepEvent({ apiVersion, kind, metadata, type, reason, message, lastTimestamp, eventTime, involvedObject }: Event): Event {
  const { name, namespace, resourceVersion, creationTimestamp } = metadata;
  const { kind: ofKind, name: ofName, uid } = involvedObject;
  return {
    apiVersion,
    kind,
    metadata: { name, namespace, resourceVersion },
    involvedObject: { kind: ofKind, name: ofName, uid },
    type,
    reason,
    message,
    lastTimestamp: lastTimestamp ?? eventTime ?? creationTimestamp,
  } as Event;
}

/** Absent fields are there as undefined: all objects of a kind then share one shape. */
function keepMetadata({ metadata }: Named): Meta {
  const { name, namespace, uid, resourceVersion, creationTimestamp, deletionTimestamp, labels, finalizers } = metadata;
  const annotations = withoutApplied(metadata.annotations);
  return { name, namespace, uid, resourceVersion, creationTimestamp, deletionTimestamp, labels, annotations, finalizers } as Meta;
}

function withoutApplied(annotations: Meta['annotations']): Meta['annotations'] {
  if (annotations?.[lastApplied] === undefined) return annotations;
  return Object.fromEntries(Object.entries(annotations).filter(([key]) => key !== lastApplied));
}
