import { kinds, type Secret } from '../../kube/objects/kinds.ts';
import { type Credentials, drawCredentials, parseMoverSecret, renderMoverSecret, renderServerSecret } from '../../restic/credentials.ts';
import { attemptLabels, removeOwned } from '../held/guarded-writes.ts';
import { moverNamespaces } from '../homes/mover-place.ts';
import type { Move } from '../model/move.ts';
import { moverSecretName } from '../model/names.ts';

/** What the server checks passwords by; only in the workspace, only here. */
export const serverSecretName = 'server';

/** Draws the attempt's passwords once and puts them where movers and server read them. The movers' own Secret is what a repetition goes by. */
export async function ensureCredentials(move: Move): Promise<void> {
  const { workspace, id, attempt } = move.journal.value;
  const labels = attemptLabels(move.journal.value);
  const name = moverSecretName(id, attempt);
  const standing = await findFirst(move);
  const credentials: Credentials = standing === undefined ? drawCredentials(move.random, id) : parseMoverSecret(standing);
  for (const namespace of moverNamespaces(move.journal.value)) {
    if ((await move.consumer.find(kinds.secret, { name, namespace })) !== undefined) continue;
    await move.consumer.create(kinds.secret, renderMoverSecret(credentials, { name, namespace, labels }));
  }
  if ((await move.consumer.find(kinds.secret, { name: serverSecretName, namespace: workspace })) !== undefined) return;
  const annotations = { 'liqo.io/skip-reflection': 'true' };
  await move.consumer.create(
    kinds.secret,
    renderServerSecret(credentials, { name: serverSecretName, namespace: workspace, labels, annotations }),
  );
}

/** Takes the passwords away, in every namespace that had them. */
export async function removeCredentials(move: Move): Promise<void> {
  const { workspace, id, attempt } = move.journal.value;
  const name = moverSecretName(id, attempt);
  const keys = [
    ...moverNamespaces(move.journal.value).map((namespace) => ({ name, namespace })),
    { name: serverSecretName, namespace: workspace },
  ];
  for (const key of keys) {
    const object = await move.consumer.find(kinds.secret, key);
    if (object !== undefined) await removeOwned(move, move.consumer, { kind: kinds.secret, object });
  }
}

/** In the order of creation: whatever exists of the movers' Secrets, the first of them does. */
async function findFirst(move: Move): Promise<Secret | undefined> {
  const { id, attempt } = move.journal.value;
  const [namespace = ''] = moverNamespaces(move.journal.value);
  return move.consumer.find(kinds.secret, { name: moverSecretName(id, attempt), namespace });
}
