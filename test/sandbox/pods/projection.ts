import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fieldOf } from './downward.ts';
import { readKeys } from './environment.ts';
import type { KeyToPath, PodVolume } from './pod-types.ts';
import { type VolumeContext, VolumeError } from './volume-context.ts';

type Projected = NonNullable<NonNullable<PodVolume['projected']>['sources']>[number];

interface ProjectedFile {
  readonly path: string;
  readonly content: Buffer;
  readonly mode: number;
}

interface KeysSource {
  readonly kind: 'secret' | 'configMap';
  readonly name: string;
  readonly items?: readonly KeyToPath[] | undefined;
  readonly optional?: boolean | undefined;
  readonly mode: number;
}

const usualMode = 0o644;

/** Writes the files of a secret, configMap, downwardAPI or projected volume. Throws VolumeError for what does not exist. */
export async function writeProjection(context: VolumeContext, volume: PodVolume, folder: string): Promise<void> {
  for (const { path, content, mode } of await filesOf(context, volume)) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content, { mode: 0o600 });
    await chmod(file, mode);
  }
}

async function filesOf(context: VolumeContext, volume: PodVolume): Promise<ProjectedFile[]> {
  const { downwardAPI, projected } = volume;
  const keys = keysOf(volume);
  if (keys !== undefined) return await keyFiles(context, volume.name, keys);
  if (downwardAPI !== undefined) return downwardFiles(context, downwardAPI.items ?? [], downwardAPI.defaultMode ?? usualMode);
  if (projected === undefined) throw new VolumeError(`volume "${volume.name}" is of a type that this node cannot mount`);
  const mode = projected.defaultMode ?? usualMode;
  const lists = await Promise.all((projected.sources ?? []).map((source) => projectedFiles(context, volume.name, { source, mode })));
  return lists.flat();
}

function keysOf({ secret, configMap }: PodVolume): KeysSource | undefined {
  if (secret !== undefined) {
    return { ...secret, kind: 'secret', name: secret.secretName ?? '', mode: secret.defaultMode ?? usualMode };
  }
  return configMap && { ...configMap, kind: 'configMap', name: configMap.name ?? '', mode: configMap.defaultMode ?? usualMode };
}

async function projectedFiles(
  context: VolumeContext,
  volume: string,
  { source, mode }: { source: Projected; mode: number },
): Promise<ProjectedFile[]> {
  const { secret, configMap, downwardAPI, serviceAccountToken } = source;
  if (secret !== undefined) return await keyFiles(context, volume, { ...secret, kind: 'secret', name: secret.name ?? '', mode });
  if (configMap !== undefined)
    return await keyFiles(context, volume, { ...configMap, kind: 'configMap', name: configMap.name ?? '', mode });
  if (downwardAPI !== undefined) return downwardFiles(context, downwardAPI.items ?? [], mode);
  // No pod of the sandbox talks to an API server: the file is there, a token is not.
  if (serviceAccountToken !== undefined) return [{ path: serviceAccountToken.path, content: Buffer.from('none'), mode }];
  return [];
}

async function keyFiles({ port, pod }: VolumeContext, volume: string, source: KeysSource): Promise<ProjectedFile[]> {
  const keys = await readKeys(port, source.kind, { name: source.name, namespace: pod.metadata.namespace ?? '' });
  const failed = (what: string) => new VolumeError(`MountVolume.SetUp failed for volume "${volume}" : ${what}`);
  if (keys === undefined) {
    if (source.optional === true) return [];
    throw failed(`${source.kind.toLowerCase()} "${source.name}" not found`);
  }
  const items = source.items ?? Object.keys(keys).map((key): KeyToPath => ({ key, path: key }));
  return items.flatMap(({ key, path, mode = source.mode }) => {
    const content = keys[key];
    if (content !== undefined) return [{ path, content, mode }];
    if (source.optional === true) return [];
    throw failed(`references non-existent ${source.kind.toLowerCase()} key: ${key}`);
  });
}

type DownwardItem = NonNullable<NonNullable<PodVolume['downwardAPI']>['items']>[number];

function downwardFiles({ pod, addresses }: VolumeContext, items: readonly DownwardItem[], mode: number): ProjectedFile[] {
  return items.map((item) => ({
    path: item.path,
    content: Buffer.from(fieldOf(pod, item.fieldRef?.fieldPath ?? '', addresses) ?? ''),
    mode: item.mode ?? mode,
  }));
}
