import { rm } from 'node:fs/promises';
import { expect } from 'vitest';
import { kinds } from '../../src/kube/objects/kinds.ts';
import { liqoKinds } from '../../src/liqo/kinds.ts';
import { offloadingName } from '../../src/liqo/namespace-offloading.ts';
import { findJournal } from '../../src/move/held/journal-store.ts';
import type { Journal } from '../../src/move/model/journal.ts';
import { killAtCall } from '../faults/kill-in-phase.ts';
import { abortMove, resumeMove, startCli, startMove } from '../place/cli.ts';
import { findFolder, readCopy } from '../place/copies.ts';
import { removeObject } from '../place/objects.ts';
import { clusterPort } from '../place/place.ts';
import { openProxied, type Proxied } from '../place/proxied-place.ts';
import type { SandboxPlace } from '../place/sandbox-place.ts';
import { until } from '../place/waiting.ts';
import type { Killed } from './ends.ts';

/** What else happens to a move that is killed, told to its end. */
export interface Story {
  readonly name: string;
  readonly expected: string;
  tell(told: Told): Promise<string>;
}

type Told = Omit<Killed, 'place' | 'phase' | 'copies'> & { readonly place: SandboxPlace & Proxied };

export const stories: readonly Story[] = [
  { name: 'abort killed at its deletion', expected: 'gone back', tell: abortTwice },
  { name: 'copy deleted before the cut', expected: 'undone', tell: loseCopy },
  { name: 'slow end of the offloading', expected: 'moved', tell: slowOffloading },
];

/** Tells a story through a proxy of its own. */
export async function tellStory(story: Story, told: Omit<Told, 'place'> & { readonly place: SandboxPlace }): Promise<string> {
  const place = await openProxied({ ...told.place, close: async () => undefined });
  try {
    return await story.tell({ ...told, place });
  } finally {
    await place.close();
  }
}

async function kill({ place, app, node }: Told, phase: Killed['phase']): Promise<Journal> {
  await place.killIn(phase, () => startMove(place, app, node, ['--verify', 'none']));
  const journal = await findJournal(place.consumer, { namespace: app.namespace, name: app.claim });
  if (journal === undefined) throw new Error('the killed move has no journal');
  return journal.value;
}

async function abortTwice(told: Told): Promise<string> {
  const { place, app, from, files } = told;
  await kill(told, 'adopt-target');
  const claims = `/namespaces/${app.namespace}/persistentvolumeclaims/`;
  await place.killBy(
    (killNow) => killAtCall(({ method, path }) => method === 'DELETE' && path.includes(claims), killNow),
    () => startCli(place, ['move', 'abort', app.claim, '-n', app.namespace]),
  );
  const end = await abortMove(place, app);
  expect(end, end.stdout).toMatchObject({ exitCode: 0 });
  expect(await readCopy(place, app)).toEqual({ where: from, files });
  return 'gone back';
}

async function loseCopy(told: Told): Promise<string> {
  const { place, app, from, files } = told;
  const { target } = await kill(told, 'retire-movers');
  if (target.kind === 'local') await loseLocalVolume(place, target.volume?.name ?? '');
  else await removeObject(clusterPort(place, target.provider), kinds.claim, { name: target.claim, namespace: target.namespace });
  const end = await resumeMove(place, app);
  expect(end, end.stdout).toMatchObject({ exitCode: 4 });
  expect(await readCopy(place, app)).toEqual({ where: from, files });
  return 'undone';
}

/** No provisioner removes the folder of a volume object that somebody deletes. */
async function loseLocalVolume(place: SandboxPlace, name: string): Promise<void> {
  const folder = await findFolder(place, name);
  await removeObject(place.consumer, kinds.volume, { name });
  await rm(folder ?? '', { recursive: true });
}

async function slowOffloading(told: Told): Promise<string> {
  const { place, app, to, files } = told;
  const { workspace, providers } = await kill(told, 'rescan-source');
  const key = { name: offloadingName, namespace: workspace };
  const slow = 'example.com/slow-provider';
  const change = async (changed: (now: string[]) => string[]) => {
    const now = await place.consumer.read(liqoKinds.namespaceOffloading, key);
    await place.consumer.mergePatch(liqoKinds.namespaceOffloading, key, {
      metadata: { finalizers: changed(now.metadata.finalizers ?? []) },
    });
  };
  if (providers.length > 0) await change((now) => [...now, slow]);
  const end = await resumeMove(place, app);
  expect(end, end.stdout).toMatchObject({ exitCode: 0 });
  if (providers.length > 0) await change((now) => now.filter((name) => name !== slow));
  await until(place.consumer, { kind: kinds.namespace, key: { name: workspace } }, (now) => now === undefined);
  expect(await readCopy(place, app)).toEqual({ where: to, files });
  return 'moved';
}
