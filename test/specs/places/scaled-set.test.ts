import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kinds, type Pod } from '../../../src/kube/objects/kinds.ts';
import { createFilledClaim, createOffloadedNamespace, onVolume } from '../../place/app.ts';
import { moveVolume } from '../../place/cli.ts';
import { openPlace } from '../../place/open-place.ts';
import type { Place } from '../../place/place.ts';
import { renderSet } from '../../place/stateful-set.ts';
import { lookUntil } from '../../place/waiting.ts';
import { isReady } from '../../sandbox/controllers/states.ts';

const names = ['db-0', 'db-1', 'db-2'] as const;

describe('one claim of a set of three replicas', { timeout: 300_000 }, () => {
  let place: Place;
  let namespace: string;
  beforeAll(async () => {
    place = await openPlace();
    namespace = await createOffloadedNamespace(place);
    const fill = 'head -c 30 /dev/urandom | base64 >/data/id';
    for (const name of names) await createFilledClaim(place, { namespace, claim: `data-${name}` }, { node: place.localNodes[0], fill });
    const command = ['sleep', '3600'];
    await place.consumer.create(kinds.statefulSet, renderSet(place, { namespace, replicas: 3, image: place.images.busybox, command }));
  });
  afterAll(async () => place.close());

  const pods = async () =>
    lookUntil(
      () => Promise.all(names.map(async (name) => place.consumer.find(kinds.pod, { namespace, name }))),
      (found) => found.every((pod) => pod !== undefined && pod.metadata.deletionTimestamp === undefined && isReady(pod)),
    );
  const nodeOf = (pod: Pod | undefined) => pod?.spec?.nodeName ?? '';
  const readIds = async (seen: readonly (Pod | undefined)[]) =>
    Promise.all(
      names.map((name, at) => onVolume(place, { namespace, claim: `data-${name}` }, { node: nodeOf(seen[at]), script: 'cat /data/id' })),
    );

  it('moves with --scale while those below it run on, and all have their own data', async () => {
    const before = await pods();
    const ids = await readIds(before);
    const end = await moveVolume(place, { namespace, claim: 'data-db-1' }, place.virtualNode, ['--scale']);
    expect(end.exitCode, end.stdout + end.stderr).toBe(0);
    const after = await pods();
    expect(after.map(nodeOf)).toEqual([nodeOf(before[0]), place.virtualNode, nodeOf(before[2])]);
    expect(after.map((pod, at) => pod?.metadata.uid === before[at]?.metadata.uid)).toEqual([true, false, false]);
    expect(new Set(ids.flat()).size).toBe(3);
    expect(await readIds(after)).toEqual(ids);
    expect((await place.consumer.read(kinds.statefulSet, { namespace, name: 'db' })).spec?.replicas).toBe(3);
  });
});
