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
  if (providers.length > 0) await waitUntilAccepted(move);
}

/** Orders the end of the repository, and of what leads to it from providers: no mover has anything to do there any more. */
export async function revokeRepository(move: Move): Promise<void> {
  const namespace = move.journal.value.workspace;
  await removeCredentials(move);
  await removeOurs(move, kinds.pod, { name: repositoryName, namespace });
  await removeOurs(move, liqoKinds.namespaceOffloading, { name: offloadingName, namespace });
}

/** Waits until the repository can be neither read nor written any more. */
export async function stopRepository(move: Move): Promise<void> {
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

/** Orders the end of everything temporary. Nothing depends on when it is gone, and no name in it is used again: a provider that is away holds up nothing. */
export async function removeWorkspace(move: Move): Promise<void> {
  await removePullSecrets(move);
  await removeNetworkPolicies(move);
  await revokeRepository(move);
  await removeOurs(move, kinds.namespace, { name: move.journal.value.workspace });
}

async function removeOurs<T extends Named>(move: Move, kind: Kind<T>, key: Key): Promise<void> {
  const object = await findOurs(move, kind, key);
  if (object !== undefined) await removeOnce(move, move.consumer, { kind, object });
}

async function findOurs<T extends Named>(move: Move, kind: Kind<T>, key: Key): Promise<T | undefined> {
  const object = await move.consumer.find(kind, key);
  return object !== undefined && isMadeByMove(object, move) ? object : undefined;
}

/** A mover in a provider knows the workspace by the name that it has there. */
async function waitUntilAccepted(move: Move): Promise<void> {
  const { workspace: namespace, providers } = move.journal.value;
  const kind = liqoKinds.namespaceOffloading;
  const key = { name: offloadingName, namespace };
  const until = (now: NamespaceOffloading | undefined) => now !== undefined && providers.every((provider) => isAcceptedBy(now, provider));
  const what = `the temporary namespace to be accepted by ${providers.join(' and ')}`;
  await waitUntil(move, move.consumer, { kind, key, until, for: what, describe: describeOffloading });
}
