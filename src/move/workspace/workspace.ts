import { AppError } from '../../base/errors.ts';
import { type Kind, kinds, type Meta, type Namespace } from '../../kube/objects/kinds.ts';
import type { Key } from '../../kube/client/port.ts';
import { liqoKinds, type NamespaceOffloading } from '../../liqo/kinds.ts';
import { describeOffloading, isAcceptedBy, offloadingName, renderOffloading } from '../../liqo/namespace-offloading.ts';
import { renderRepositoryPod, renderRepositoryService, repositoryName } from '../../restic/repository/repository-pod.ts';
import { attemptLabels } from '../held/guarded-writes.ts';
import { ensureMade, isMadeByMove } from '../held/made-objects.ts';
import { readRepositoryEvidence } from './repository-evidence.ts';
import { withCommonLabels } from '../model/common-labels.ts';
import type { Move } from '../model/move.ts';
import { podWishes } from '../model/plan.ts';
import { certificateSecretName, ensureCredentials, removeCredentials, serverSecretName } from './credentials.ts';
import { ensureNetworkPolicies, removeNetworkPolicies } from './network-policies.ts';
import { ensurePullSecrets, removePullSecrets } from './pull-secrets.ts';
import { readRepositoryStorage } from './repository-storage.ts';
import { waitForRepository } from './wait-for-repository.ts';
import { waitForDeletion } from '../held/wait-for-deletion.ts';
import { removeAndWait, removeOnce, waitUntil } from '../held/waits.ts';
import { stallMilliseconds, withTimeout } from '../held/timeout.ts';

interface Named {
  metadata: Meta;
}

/** The temporary namespace with the repository server, and the way to it from every provider that takes part. */
export async function ensureWorkspace(move: Move): Promise<void> {
  const { workspace: namespace, providers, request, encrypted } = move.journal.value;
  const server = { namespace, labels: attemptLabels(move.journal.value), ...(encrypted && { certificate: certificateSecretName }) };
  const { labels } = server;
  const room: Namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } };
  await ensureMade(move, kinds.namespace, withCommonLabels(room, request.marks ?? {}));
  if (providers.length > 0) await ensureMade(move, liqoKinds.namespaceOffloading, renderOffloading(namespace, providers, labels));
  await ensureCredentials(move);
  await ensurePullSecrets(move);
  await ensureNetworkPolicies(move);
  await ensureMade(move, kinds.service, withCommonLabels(renderRepositoryService(server), request.marks ?? {}));
  const storage = await readRepositoryStorage(move);
  const { images, resources } = request;
  const pod = renderRepositoryPod({
    ...server,
    image: images.server,
    resources,
    secret: serverSecretName,
    wishes: podWishes(move.journal.value),
    storage,
  });
  await ensureMade(move, kinds.pod, withCommonLabels(pod, request.marks ?? {}));
  await waitUntilReady(move);
}

/** The repository can be neither read nor written any more. */
export async function stopRepository(move: Move): Promise<void> {
  await removeCredentials(move);
  const key = { name: repositoryName, namespace: move.journal.value.workspace };
  const object = await findOurs(move, kinds.pod, key);
  if (object === undefined) return;
  const removed = { kind: kinds.pod, object };
  if (await withTimeout(move, stallMilliseconds(move), (patient) => removeAndWait(patient, patient.consumer, removed))) return;
  throw new AppError('move', 'the repository does not go away: it may still be serving', {
    seen: await readRepositoryEvidence(move),
    next: ['see what became of its node, then move again'],
  });
}

/** Removes everything temporary. What is slow to go is reported, not waited for: no name in it is used again. */
export async function removeWorkspace(move: Move): Promise<void> {
  await removeCredentials(move);
  await removePullSecrets(move);
  await removeNetworkPolicies(move);
  const name = move.journal.value.workspace;
  // First, for a namespace that finds it with its finalizer looks again only after many seconds.
  const [slow] = await removeForAWhile(move, liqoKinds.namespaceOffloading, { name: offloadingName, namespace: name });
  // The namespace's deletion must not wait for that: nothing else would ever order it.
  const [left] = await removeForAWhile(move, kinds.namespace, { name });
  if (left !== undefined) move.emit({ type: 'warning', text: `the temporary namespace goes by itself: ${slow ?? left}` });
}

/** Deletes what is ours, and waits for a while. Resolves with what is still there, in words. */
async function removeForAWhile<T extends Named>(move: Move, kind: Kind<T>, key: Key): Promise<readonly string[]> {
  const object = await findOurs(move, kind, key);
  if (object === undefined) return [];
  await removeOnce(move, move.consumer, { kind, object });
  return waitForDeletion(move, move.consumer, { kind, object });
}

async function findOurs<T extends Named>(move: Move, kind: Kind<T>, key: Key): Promise<T | undefined> {
  const object = await move.consumer.find(kind, key);
  return object !== undefined && isMadeByMove(object, move) ? object : undefined;
}

async function waitUntilReady(move: Move): Promise<void> {
  const { workspace: namespace, providers } = move.journal.value;
  await waitForRepository(move);
  if (providers.length === 0) return;
  const kind = liqoKinds.namespaceOffloading;
  const key = { name: offloadingName, namespace };
  const until = (now: NamespaceOffloading | undefined) => now !== undefined && providers.every((provider) => isAcceptedBy(now, provider));
  const what = `the temporary namespace to be accepted by ${providers.join(' and ')}`;
  await waitUntil(move, move.consumer, { kind, key, until, for: what, describe: describeOffloading });
}
