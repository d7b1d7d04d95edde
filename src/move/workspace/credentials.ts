import { kinds, type Secret } from '../../kube/objects/kinds.ts';
import {
  type Credentials,
  drawCredentials,
  parseMoverSecret,
  renderCertificateSecret,
  renderMoverSecret,
  renderServerSecret,
  tlsKeys,
} from '../../restic/repository/credentials.ts';
import { attemptLabels, removeOwned } from '../held/guarded-writes.ts';
import { ensureMade, findMade, isMadeByMove } from '../held/made-objects.ts';
import { moverNamespaces } from '../homes/mover-place.ts';
import type { Move } from '../model/move.ts';
import { moverSecretName } from '../model/names.ts';
import { readRepositoryHosts } from './repository-hosts.ts';

/** What the server checks passwords by; only in the workspace, only here. */
export const serverSecretName = 'server';

/** What the server proves itself with; only in the workspace, only here. */
export const certificateSecretName = 'certificate';

/** Neither is for a provider. */
const annotations = { 'liqo.io/skip-reflection': 'true' };

/**
 * Draws the attempt's passwords and certificate once and puts them where movers and server read them. A repetition goes by what stands, in the
 * order of creation: the certificate, the movers' own Secrets, the server's hash of their password.
 */
export async function ensureCredentials(move: Move): Promise<void> {
  const { workspace, id, attempt, encrypted } = move.journal.value;
  const labels = attemptLabels(move.journal.value);
  const name = moverSecretName(id, attempt);
  const authority = encrypted === true ? await ensureCertificate(move) : undefined;
  const standing = await findFirst(move);
  const drawn = () => ({ ...drawCredentials(move.random, id), ...(authority !== undefined && { authority }) });
  const credentials: Credentials = standing === undefined ? drawn() : parseMoverSecret(standing);
  for (const namespace of moverNamespaces(move.journal.value)) {
    await ensureMade(move, kinds.secret, renderMoverSecret(credentials, { name, namespace, labels }));
  }
  const metadata = { name: serverSecretName, namespace: workspace, labels, annotations };
  await ensureMade(move, kinds.secret, renderServerSecret(credentials, metadata));
}

/** The authority of the certificate that stands, whoever of this move's holders has made it. */
async function ensureCertificate(move: Move): Promise<string> {
  const key = { name: certificateSecretName, namespace: move.journal.value.workspace };
  const { data } = (await findMade(move, kinds.secret, key)) ?? (await makeCertificate(move, key));
  return Buffer.from(data?.[tlsKeys.authority] ?? '', 'base64').toString('utf8');
}

async function makeCertificate(move: Move, key: { name: string; namespace: string }): Promise<Secret> {
  const names = await readRepositoryHosts(move);
  // Large, and needed by moves that begin only.
  const { makeServerCertificate } = await import('../../restic/repository/server-certificate.ts');
  const made = await makeServerCertificate({ names, now: move.clock.now(), random: move.random });
  const metadata = { ...key, labels: attemptLabels(move.journal.value), annotations };
  return ensureMade(move, kinds.secret, renderCertificateSecret(made, metadata));
}

/** Takes passwords and certificate away, in every namespace that had them. */
export async function removeCredentials(move: Move): Promise<void> {
  const { workspace, id, attempt } = move.journal.value;
  const name = moverSecretName(id, attempt);
  const keys = [
    ...moverNamespaces(move.journal.value).map((namespace) => ({ name, namespace })),
    ...[serverSecretName, certificateSecretName].map((name) => ({ name, namespace: workspace })),
  ];
  for (const key of keys) {
    const object = await move.consumer.find(kinds.secret, key);
    if (object !== undefined && isMadeByMove(object, move)) await removeOwned(move, move.consumer, { kind: kinds.secret, object });
  }
}

/** In the order of creation: whatever exists of the movers' Secrets, the first of them does. */
async function findFirst(move: Move): Promise<Secret | undefined> {
  const { id, attempt } = move.journal.value;
  const [namespace = ''] = moverNamespaces(move.journal.value);
  return findMade(move, kinds.secret, { name: moverSecretName(id, attempt), namespace });
}
