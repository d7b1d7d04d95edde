import { createHash } from 'node:crypto';
import type { Claim, Meta, Pod, StatefulSet } from '../../../../src/kube/objects/kinds.ts';
import { controllerReference } from '../objects.ts';

type Template = NonNullable<NonNullable<StatefulSet['spec']>['volumeClaimTemplates']>[number];
export const revisionLabel = 'controller-revision-hash';

/** The pod's number in its set, or undefined if the name is none of this set. */
export function ordinalOf(set: StatefulSet, pod: Pod): number | undefined {
  const prefix = `${set.metadata.name}-`;
  const rest = pod.metadata.name.startsWith(prefix) ? pod.metadata.name.slice(prefix.length) : '';
  return /^\d+$/.test(rest) ? Number(rest) : undefined;
}

/** Changes with the pod template only. */
export function revisionOf(set: StatefulSet): string {
  const digest = createHash('sha256')
    .update(JSON.stringify(set.spec?.template ?? {}))
    .digest('hex');
  return `${set.metadata.name}-${digest.slice(0, 10)}`;
}

/** Pod number `ordinal` of the set. */
export function renderReplica(set: StatefulSet, ordinal: number): Pod {
  const { template, serviceName } = set.spec ?? {};
  const name = `${set.metadata.name}-${ordinal}`;
  const labels = {
    ...template?.metadata?.labels,
    'apps.kubernetes.io/pod-index': String(ordinal),
    [revisionLabel]: revisionOf(set),
    'statefulset.kubernetes.io/pod-name': name,
  };
  const metadata: Meta = { name, namespace: set.metadata.namespace ?? '', labels, ownerReferences: [controllerReference(set)] };
  if (template?.metadata?.annotations !== undefined) metadata.annotations = template.metadata.annotations;
  const spec = template?.spec as NonNullable<Pod['spec']>;
  const identity = { hostname: name, ...(serviceName && { subdomain: serviceName }) };
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: { ...spec, ...identity, volumes: volumesOf(set, ordinal) } };
}

/** A claim template beats a volume of the same name in the pod template. */
function volumesOf(set: StatefulSet, ordinal: number): NonNullable<NonNullable<Pod['spec']>['volumes']> {
  const templates = claimTemplatesOf(set);
  const others = (set.spec?.template.spec?.volumes ?? []).filter(({ name }) => !templates.some(({ metadata }) => metadata?.name === name));
  const claims = templates.map((template) => ({
    name: template.metadata?.name ?? '',
    persistentVolumeClaim: { claimName: claimNameOf(set, template, ordinal) },
  }));
  return [...others, ...claims];
}

function claimTemplatesOf(set: StatefulSet): Template[] {
  return set.spec?.volumeClaimTemplates ?? [];
}

function claimNameOf(set: StatefulSet, template: Template, ordinal: number): string {
  return `${template.metadata?.name}-${set.metadata.name}-${ordinal}`;
}

/** The claims that replica `ordinal` needs. */
export function renderClaims(set: StatefulSet, ordinal: number): Claim[] {
  return claimTemplatesOf(set).map((template) => {
    const labels = { ...template.metadata?.labels, ...set.spec?.selector.matchLabels };
    const annotations = template.metadata?.annotations;
    return {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: {
        name: claimNameOf(set, template, ordinal),
        namespace: set.metadata.namespace ?? '',
        labels,
        ...(annotations === undefined ? {} : { annotations }),
      },
      spec: template.spec as NonNullable<Claim['spec']>,
    };
  });
}
