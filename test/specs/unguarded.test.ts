import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Claim, kinds } from '../../src/kube/objects/kinds.ts';
import type { Verdict, Rule } from '../faults/api-proxy.ts';
import { onceMover } from '../faults/movers.ts';
import { type App, createApp, listing, onVolume, readClaim } from '../place/app.ts';
import { takeSnapshot, differences } from '../place/snapshot.ts';
import { abortMove, resumeMove, startMove, steadyLease } from '../place/cli.ts';
import { removeObject } from '../place/objects.ts';
import { openProxied, type Proxied } from '../place/proxied-place.ts';
import { openSandbox, type SandboxPlace } from '../place/sandbox-place.ts';
import { until } from '../place/waiting.ts';
import { createsClaim } from './cut-objects.ts';

describe('a move in a cluster without admission policies', () => {
  let place: SandboxPlace & Proxied;
  beforeAll(async () => {
    place = await openProxied(await openSandbox({ policies: false }));
  });
  afterAll(async () => place.close());

  it('is undone when a pod has named the claim, however short its life was', async () => {
    const app = await createApp(place, { node: 'rome-1' });
    const files = await listing(place, app, 'rome-1');
    const before = await takeSnapshot(place);
    const passed = onceMover(place.sandbox, 'target', () => onVolume(place, app, { node: 'rome-1', script: 'true' }));
    const end = await startMove(place, app, 'milan', steadyLease).ended;
    await passed;
    expect(end, end.stdout).toMatchObject({ exitCode: 4 });
    expect(end.stdout).toContain(`pod ${app.namespace}/fixture-`);
    await expect.poll(async () => differences(before, await takeSnapshot(place)), { timeout: 30_000 }).toEqual([]);
    expect(await listing(place, app, 'rome-1')).toBe(files);
  });

  it('is looked at again by a resume, which finishes it where nobody has written', async () => {
    const app = await createApp(place, { node: 'rome-1' });
    const files = await listing(place, app, 'rome-1');
    await place.killIn('retire-movers', () => startMove(place, app, 'milan'));
    const end = await resumeMove(place, app);
    expect(end, end.stdout).toMatchObject({ exitCode: 0 });
    expect(await listing(place, app, 'milan')).toBe(files);
  });

  it('is undone by a resume where a pod has written while nobody watched', async () => {
    const app = await createApp(place, { node: 'rome-1' });
    const before = await takeSnapshot(place);
    await place.killIn('retire-movers', () => startMove(place, app, 'milan', ['--verify', 'none']));
    await onVolume(place, app, { node: 'rome-1', script: 'echo late > /data/late; sync' });
    const end = await resumeMove(place, app);
    expect(end, end.stdout).toMatchObject({ exitCode: 4 });
    expect(end.stdout).toContain('pods were not kept off claim');
    await expect.poll(async () => differences(before, await takeSnapshot(place)), { timeout: 30_000 }).toEqual([]);
    expect(await onVolume(place, app, { node: 'rome-1', script: 'cat /data/late' })).toEqual(['late']);
  });

  /** Creates a claim of that name right before ours is created, and says which. */
  function stranger(app: App, change: Claim['spec']): { rule: Rule; made: () => string } {
    let uid = '';
    const rule: Rule = async (call): Promise<Verdict> => {
      if (uid !== '' || !createsClaim(call, app)) return 'passed';
      const metadata = { name: app.claim, namespace: app.namespace, labels: { theirs: 'yes' } };
      const fixed = { accessModes: ['ReadWriteOnce'], storageClassName: 'liqo', resources: { requests: { storage: '256Mi' } } };
      const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata, spec: { ...fixed, ...change } };
      uid = (await place.consumer.create(kinds.claim, claim)).metadata.uid ?? '';
      return 'passed';
    };
    return { rule, made: () => uid };
  }

  it('goes on with a claim that somebody else has created meanwhile, if it fits', async () => {
    const app = await createApp(place, { node: 'rome-1' });
    const files = await listing(place, app, 'rome-1');
    const { rule, made } = stranger(app, {});
    const end = await place.runUnder(rule, () => startMove(place, app, 'milan', ['--verify', 'none', ...steadyLease]));
    expect(end, end.stdout).toMatchObject({ exitCode: 0 });
    const { metadata } = await readClaim(place, app);
    expect(metadata).toMatchObject({ uid: made(), labels: { theirs: 'yes', team: 'blue' }, annotations: { 'example.com/note': 'mine' } });
    expect(await listing(place, app, 'milan')).toBe(files);
  });

  it.each<[string, Claim['spec'], string, 'milan' | 'rome-1']>([
    ['asks for more', { resources: { requests: { storage: '1Gi' } } }, 'it asks for 1Gi; the moved volume has 256Mi', 'milan'],
    ['is of another class', { storageClassName: 'local-path' }, 'its storageClassName is local-path', 'rome-1'],
  ])('stops at one that %s, with both copies held', async (_, change, why, end) => {
    const app = await createApp(place, { node: 'rome-1' });
    const files = await listing(place, app, 'rome-1');
    const stopped = await place.runUnder(stranger(app, change).rule, () =>
      startMove(place, app, 'milan', ['--verify', 'none', ...steadyLease]),
    );
    expect(stopped, stopped.stdout).toMatchObject({ exitCode: 5 });
    for (const words of [why, 'both copies of the data are held', `kubectl delete pvc -n ${app.namespace} data`]) {
      expect(stopped.stdout).toContain(words);
    }
    // As it is told to: out of the way with the stranger, then on or back.
    await removeObject(place.consumer, kinds.claim, { name: app.claim, namespace: app.namespace });
    await until(place.consumer, { kind: kinds.claim, key: { name: app.claim, namespace: app.namespace } }, (now) => now === undefined);
    const next = end === 'milan' ? await resumeMove(place, app) : await abortMove(place, app);
    expect(next, next.stdout).toMatchObject({ exitCode: 0 });
    expect(await listing(place, app, end)).toBe(files);
  });
});
