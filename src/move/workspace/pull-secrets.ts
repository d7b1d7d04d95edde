import { AppError } from '../../base/errors.ts';
import { kubectl } from '../../base/hint.ts';
import type { KubePort } from '../../kube/client/port.ts';
import { kinds, type Secret } from '../../kube/objects/kinds.ts';
import { attemptLabels, removeOwned } from '../held/guarded-writes.ts';
import { ensureMade, findMade, isMadeByMove } from '../held/made-objects.ts';
import { moverNamespaces } from '../homes/mover-place.ts';
import type { Move } from '../model/move.ts';
import { journalNamespace, pullSecretName } from '../model/names.ts';

/** Types of the Secrets that a kubelet pulls images with. */
const pullTypes = ['kubernetes.io/dockerconfigjson', 'kubernetes.io/dockercfg'];

/** The Secret that --image-pull-secret names: in the claim's namespace, or in that of the journals, where an administrator has put it for all. */
export async function findPullSecret(port: KubePort, name: string, namespace: string): Promise<Secret | undefined> {
  for (const each of [namespace, journalNamespace]) {
    const found = await port.find(kinds.secret, { name, namespace: each });
    if (found !== undefined && pullTypes.includes(found.type ?? '')) return found;
  }
  return undefined;
}

/** Puts copies into every namespace that runs a pod of the move. Throws AppError `move` for one that is gone before it was copied. */
export async function ensurePullSecrets(move: Move): Promise<void> {
  const { id, attempt, request, workspace } = move.journal.value;
  for (const [index, name] of (request.pullSecrets ?? []).entries()) {
    for (const namespace of [workspace, ...moverNamespaces(move.journal.value)]) {
      const key = { name: pullSecretName(id, attempt, index), namespace };
      if ((await findMade(move, kinds.secret, key)) !== undefined) continue;
      await ensureMade(move, kinds.secret, renderCopy(move, key, await readPullSecret(move, name)));
    }
  }
}

function renderCopy(move: Move, key: { name: string; namespace: string }, { type, data }: Secret): Secret {
  // The server in the workspace never runs in a provider; an offloaded mover finds its Secret beside it.
  const here = key.namespace === move.journal.value.workspace;
  const annotations: Record<string, string> = here ? { 'liqo.io/skip-reflection': 'true' } : { 'liqo.io/allow-reflection': 'true' };
  const metadata = { ...key, labels: attemptLabels(move.journal.value), annotations };
  return { apiVersion: 'v1', kind: 'Secret', metadata, ...(type !== undefined && { type }), ...(data !== undefined && { data }) };
}

async function readPullSecret({ consumer, journal }: Move, name: string): Promise<Secret> {
  const { namespace } = journal.value.request;
  const found = await findPullSecret(consumer, name, namespace);
  if (found !== undefined) return found;
  throw new AppError('move', `image pull secret ${name} is not in namespace ${namespace}, nor in ${journalNamespace}`, {
    next: [kubectl(`get secret ${name} -n ${namespace}`)],
  });
}

/** Takes the copies away, in every namespace that outlives the move. */
export async function removePullSecrets(move: Move): Promise<void> {
  const { id, attempt, request } = move.journal.value;
  for (const index of (request.pullSecrets ?? []).keys()) {
    for (const namespace of moverNamespaces(move.journal.value)) {
      const object = await move.consumer.find(kinds.secret, { name: pullSecretName(id, attempt, index), namespace });
      if (object !== undefined && isMadeByMove(object, move)) await removeOwned(move, move.consumer, { kind: kinds.secret, object });
    }
  }
}
