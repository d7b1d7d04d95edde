import { mkdir } from 'node:fs/promises';
import type { Pod } from '../../../src/kube/objects/kinds.ts';
import { until } from '../../support/until.ts';
import { peekBound } from '../look/bound-pair.ts';
import type { Peek } from './peek.ts';
import type { VolumeFolders } from './volume-folders.ts';

type PodVolume = NonNullable<NonNullable<Pod['spec']>['volumes']>[number];

interface Host {
  readonly peek: Peek;
  readonly folders: VolumeFolders;
}

/** Waits until every claim of the pod is bound to a volume that is bound to it; resolves with the folder of the first one. */
export async function mountVolume({ peek, folders }: Host, pod: Pod, signal: AbortSignal): Promise<string> {
  const paths: string[] = [];
  for (const volume of pod.spec?.volumes ?? []) {
    const name = claimOfVolume(pod, volume);
    if (name === undefined) continue;
    const key = { namespace: pod.metadata.namespace ?? '', name };
    paths.push(await until(() => peekBound(peek, key)?.volume.spec?.hostPath?.path, { signal, seconds: 600 }));
  }
  for (const path of paths) await folders.write(path, () => mkdir(path, { recursive: true }));
  return paths[0] ?? '';
}

function claimOfVolume({ metadata }: Pod, { name, persistentVolumeClaim, ephemeral }: PodVolume): string | undefined {
  return persistentVolumeClaim?.claimName ?? (ephemeral === undefined ? undefined : `${metadata.name}-${name}`);
}
