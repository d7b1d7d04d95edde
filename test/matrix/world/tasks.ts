import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { kinds, type Pod } from '../../../src/kube/objects/kinds.ts';
import { moveLabels, moverSecretName } from '../../../src/move/model/names.ts';
import { parseMoverSecret } from '../../../src/restic/repository/credentials.ts';
import { until } from '../../support/until.ts';
import type { Peek } from './peek.ts';
import { copyFolder, fillFolder, fingerprintFolder, hashOf, listFolder } from './folders.ts';
import type { VolumeFolders } from './volume-folders.ts';

/** Label of a pod that fills its volume; the value is what the files are made from. */
export const fillLabel = 'matrix/fill';

/** What the containers of a pod do at once, and leave as their last words; undefined: they run until the pod is deleted. */
type Task = (work: Work) => Promise<string>;

interface Work {
  readonly peek: Peek;
  readonly pod: Pod;
  /** Where its volume is mounted. */
  readonly folder: string;
  /** Where snapshots are kept that every mover of one attempt sees, and no other. */
  readonly store: string;
  readonly folders: VolumeFolders;
  readonly signal: AbortSignal;
}

export function taskOf({ metadata: { labels = {} }, spec }: Pod): Task | undefined {
  if (labels[fillLabel] !== undefined) return fill;
  const role = labels[moveLabels.role] ?? '';
  if (role === 'source' && spec?.containers.some(({ env }) => env?.some(({ name }) => name === 'MOVER_WARM'))) return passBeside;
  return ({ source: backUp, target: restore } as Record<string, Task>)[role] ?? (role.startsWith('look-') ? look : undefined);
}

async function fill({ pod, folder, folders }: Work): Promise<string> {
  await folders.write(folder, () => fillFolder(folder, pod.metadata.labels?.[fillLabel] ?? ''));
  return '';
}

async function look({ folder }: Work): Promise<string> {
  return JSON.stringify({ role: 'look', fingerprint: fingerprintFolder(folder) });
}

/** Beside the application: what it copies, the last pass copies anew. */
async function passBeside({ folder }: Work): Promise<string> {
  return JSON.stringify({ role: 'source', warm: { passes: 2, seconds: 1, bytes: (listFolder(folder) ?? '').length } });
}

/** The snapshot appears whole or not at all, whenever its mover ends. */
async function backUp(work: Work): Promise<string> {
  const { folder, store } = work;
  const { snapshot, at } = await findSnapshot(work);
  const digest = hashOf(listFolder(folder) ?? '');
  if (!existsSync(at)) {
    const draft = await mkdtemp(join(store, 'draft-'));
    await copyFolder(folder, draft);
    await rename(draft, at).catch(() => rm(draft, { recursive: true }));
  }
  await until(() => existsSync(`${at}.restored`), patience(work));
  const nothing = { sockets: 0, flagged: 0, flags: '0', projects: 0, links: 0, left: [] };
  const fingerprint = fingerprintFolder(folder);
  return JSON.stringify({ role: 'source', pass: 1, snapshot, bytes: 2000, files: 3, ...nothing, digest, fingerprint });
}

async function restore(work: Work): Promise<string> {
  const { folder, folders } = work;
  const { snapshot, at } = await findSnapshot(work);
  await until(() => existsSync(at), patience(work));
  await folders.write(folder, () => copyFolder(at, folder));
  const verified = { entries: 6, digest: hashOf(listFolder(folder) ?? '') };
  await writeFile(`${at}.restored`, '');
  return JSON.stringify({ role: 'target', pass: 1, snapshot, fingerprint: fingerprintFolder(folder), verified });
}

function patience({ signal }: Work) {
  return { signal, seconds: 600 };
}

/** By what only the movers of one attempt know: a container does not start without its Secret. */
async function findSnapshot(work: Work): Promise<{ snapshot: string; at: string }> {
  const { peek, pod, store } = work;
  const { namespace = '', labels = {} } = pod.metadata;
  const { [moveLabels.id]: id = '', [moveLabels.attempt]: attempt = '' } = labels;
  const key = { namespace, name: moverSecretName(id, Number(attempt)) };
  const secret = await until(() => peek(kinds.secret, key), patience(work));
  const snapshot = hashOf(`${parseMoverSecret(secret).repositoryPassword} ${id} ${attempt}`);
  return { snapshot, at: join(store, snapshot) };
}
