import { type Kind, kinds, type Namespace } from '../../../src/kube/objects/kinds.ts';
import { type Context, type ControllerKind, on } from './controller.ts';
import { answerOf, isTerminating, keyOf, patchStatus, removeObject, type Stored } from './objects.ts';
import { type Leftovers, renderConditions } from './namespace-conditions.ts';
import { servedKinds } from './served-kinds.ts';

const contentKinds = servedKinds.filter((kind) => kind.namespaced);
const retryAfter = 5_000;

/** Empties namespaces that are being deleted, and then lets them go. */
export const namespaces: ControllerKind = {
  user: 'system:serviceaccount:kube-system:namespace-controller',
  component: 'namespace-controller',
  start: (context) => {
    const isClosing = (name: string) => {
      const namespace = context.cached(kinds.namespace).get(name);
      return namespace !== undefined && isTerminating(namespace);
    };
    const home = ({ metadata }: Stored) => (metadata.namespace !== undefined && isClosing(metadata.namespace) ? [metadata.namespace] : []);
    return {
      triggers: [
        on(kinds.namespace, (namespace) => (isTerminating(namespace) ? [namespace.metadata.name] : [])),
        ...contentKinds.map((kind) => on(kind, home)),
      ],
      reconcile: (name) => reconcileNamespace(context, name),
    };
  },
};

async function reconcileNamespace(context: Context, name: string): Promise<number | void> {
  const { port } = context;
  const namespace = await port.find(kinds.namespace, { name });
  if (namespace === undefined || !isTerminating(namespace)) return;
  if (!(namespace.spec?.finalizers ?? []).includes('kubernetes')) return;
  const leftovers = await removeContent(context, name);
  if (leftovers.remaining.size + leftovers.failures.length === 0) return finalize(context, namespace);
  await report(context, namespace, leftovers);
  return retryAfter;
}

/** Pods go first: what they still use stays until they are gone (Kubernetes >= 1.33). */
async function removeContent(context: Context, namespace: string): Promise<Leftovers> {
  const failures: string[] = [];
  const [pods, others] = [contentKinds.filter(isPods), contentKinds.filter((kind) => !isPods(kind))];
  let remaining = await removeKinds(context, namespace, { kinds: pods, failures });
  if (remaining.size === 0) remaining = await removeKinds(context, namespace, { kinds: others, failures });
  return { remaining, failures };
}

function isPods(kind: Kind<Stored>): boolean {
  return kind.apiVersion === 'v1' && kind.plural === 'pods';
}

interface Sweep {
  readonly kinds: readonly Kind<Stored>[];
  readonly failures: string[];
}

async function removeKinds({ port }: Context, namespace: string, sweep: Sweep): Promise<Map<Kind<Stored>, Stored[]>> {
  const remaining = new Map<Kind<Stored>, Stored[]>();
  for (const kind of sweep.kinds) {
    const found = (await port.list(kind, { namespace })).items;
    for (const object of found) {
      if (isTerminating(object)) continue;
      await removeObject(port, kind, object).catch((error: unknown) => sweep.failures.push(answerOf(error)));
    }
    // Nothing can be created there any more.
    const left = found.length === 0 ? [] : (await port.list(kind, { namespace })).items;
    if (left.length > 0) remaining.set(kind, left);
  }
  return remaining;
}

async function finalize({ port }: Context, namespace: Namespace): Promise<void> {
  const finalizers = (namespace.spec?.finalizers ?? []).filter((finalizer) => finalizer !== 'kubernetes');
  const patch = { metadata: { resourceVersion: namespace.metadata.resourceVersion }, spec: { finalizers } };
  await port.mergePatch(kinds.namespace, keyOf(namespace), patch, { subresource: 'finalize' });
}

async function report({ port, clock }: Context, namespace: Namespace, leftovers: Leftovers): Promise<void> {
  const conditions = renderConditions(namespace, leftovers, clock.now().toISOString());
  if (conditions !== undefined) await patchStatus(port, kinds.namespace, namespace, { conditions });
}
