import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kinds, type Secret } from '../../src/kube/objects/kinds.ts';
import type { Call } from '../faults/api-proxy.ts';
import { killAtCall } from '../faults/kill-in-phase.ts';
import { type App, createApp, listing, onVolume, readClaim } from '../place/app.ts';
import { takeSnapshot } from '../place/snapshot.ts';
import { abortMove, moveVolume, resumeMove, startCli, startMove } from '../place/cli.ts';
import { removeObject } from '../place/objects.ts';
import { openProxied, type Proxied } from '../place/proxied-place.ts';
import { openSandbox, type SandboxPlace } from '../place/sandbox-place.ts';

const quick = ['--verify', 'none'];

let place: SandboxPlace & Proxied;
beforeAll(async () => {
  place = await openProxied(await openSandbox());
});
afterAll(async () => place.close());

const startAbort = (app: App) => startCli(place, ['move', 'abort', app.claim, '-n', app.namespace]);

describe('an abort that is killed on its way', () => {
  const claims = ({ namespace }: App) => `/namespaces/${namespace}/persistentvolumeclaims`;

  it.each<[string, (call: Call, app: App) => boolean]>([
    ['its deletion of the claim', ({ method, path }, app) => method === 'DELETE' && path.includes(claims(app))],
    ['its deletion of the reserved volume', ({ method, path }) => method === 'DELETE' && path.includes('/persistentvolumes/liqo-move-')],
    ['its creation of the claim', ({ method, path }, app) => method === 'POST' && path.includes(claims(app)) && !path.includes('dryRun')],
  ])('after %s, is finished by the next one', { timeout: 240_000 }, async (_, fits) => {
    const app = await createApp(place, { node: 'rome-1' });
    const files = await listing(place, app, 'rome-1');
    const before = await takeSnapshot(place);
    await place.killIn('adopt-target', () => startMove(place, app, 'milan', quick));
    await place.killBy(
      (kill) => killAtCall((call) => fits(call, app), kill),
      () => startAbort(app),
    );
    const end = await abortMove(place, app);
    expect(end, end.stdout).toMatchObject({ exitCode: 0 });
    expect(await listing(place, app, 'rome-1')).toBe(files);
    // The claim and its volumes are others by now.
    await expect.poll(async () => Object.keys(await takeSnapshot(place)).length, { timeout: 30_000 }).toBe(Object.keys(before).length);
  });
});

describe('abort of a move whose application runs already', () => {
  it('is refused before anything turns back, with the way to stop it', async () => {
    const app = await createApp(place, { node: 'rome-1' });
    const files = await listing(place, app, 'rome-1');
    const lifts = ({ method, path }: Call) => method === 'DELETE' && path.includes('/validatingadmissionpolicies/');
    await place.killBy(
      (kill) => killAtCall(lifts, kill),
      () => startMove(place, app, 'milan', quick),
    );
    const key = { name: 'user', namespace: app.namespace };
    const spec = {
      nodeSelector: { 'kubernetes.io/hostname': 'milan' },
      tolerations: [{ operator: 'Exists' }],
      automountServiceAccountToken: false,
      containers: [{ name: 'main', image: 'busybox:1.37', command: ['sleep', '1000'] }],
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: app.claim } }],
    };
    const start = () => place.consumer.create(kinds.pod, { apiVersion: 'v1', kind: 'Pod', metadata: key, spec });
    // The server forgets the guard a moment after it is gone.
    await expect
      .poll(
        () =>
          start().then(
            () => true,
            () => false,
          ),
        { timeout: 30_000 },
      )
      .toBe(true);
    const refused = await abortMove(place, app, ['--discard-changes']);
    expect(refused, refused.stdout).toMatchObject({ exitCode: 3 });
    expect(refused.stdout).toContain(`kubectl delete pod -n ${app.namespace} user`);
    expect(await resumeMove(place, app)).toMatchObject({ exitCode: 0 });
    await removeObject(place.consumer, kinds.pod, key);
    expect(await listing(place, app, 'milan')).toBe(files);
  });
});

describe('a resume of a move that was going back', () => {
  it('finishes that, and does not end as if the volume had been moved', async () => {
    const app = await createApp(place, { node: 'rome-1' });
    const files = await listing(place, app, 'rome-1');
    await place.killIn('take-snapshot', () => startMove(place, app, 'milan', quick));
    await place.killBy(
      (kill) => killAtCall(({ method, path }) => method === 'DELETE' && path.includes('/jobs/'), kill),
      () => startAbort(app),
    );
    const end = await resumeMove(place, app);
    expect(end, end.stdout).toMatchObject({ exitCode: 4 });
    expect(end.stdout).toContain('the move was already being rolled back');
    expect(await listing(place, app, 'rome-1')).toBe(files);
  });
});

describe('abort of a move whose provider is gone for good', () => {
  /** The provider cannot be talked to without them; returns how to put them back. */
  async function removeTenantSecrets(): Promise<() => Promise<void>> {
    const { items } = await place.consumer.list(kinds.secret, { namespace: 'liqo-tenant-milan' });
    for (const { metadata } of items) await removeObject(place.consumer, kinds.secret, metadata);
    return async () => {
      for (const { metadata, ...rest } of items) {
        const { name, namespace = '', labels = {} } = metadata;
        await place.consumer.create(kinds.secret, { ...rest, metadata: { name, namespace, labels } } as Secret);
      }
    };
  }

  it('offers to go back without it, and then does, naming what it leaves there', async () => {
    const app = await createApp(place, { node: 'rome-1', fill: 'echo one > /data/file' });
    await place.killIn('take-snapshot', () => startMove(place, app, 'milan', quick));
    const putBack = await removeTenantSecrets();
    const stuck = await abortMove(place, app);
    expect(stuck.exitCode, stuck.stdout).toBe(6);
    expect(stuck.stdout).toContain(`liqoctl move abort data -n ${app.namespace} --forget milan`);
    expect(await abortMove(place, app, ['--forget', 'paris'])).toMatchObject({ exitCode: 3 });
    const end = await abortMove(place, app, ['--forget', 'milan']);
    expect(end, end.stdout).toMatchObject({ exitCode: 0 });
    expect(end.stdout).toContain(`left in milan: claim ${app.namespace}-rome/data`);
    expect(await onVolume(place, app, { node: 'rome-1', script: 'cat /data/file' })).toEqual(['one']);
    expect((await readClaim(place, app)).metadata.annotations).not.toHaveProperty(['move.liqo.io/id']);
    await putBack();
  });

  it('is refused where the old copy is there and the claim has been exchanged', async () => {
    const app = await createApp(place, { node: 'rome-1', fill: 'echo one > /data/file' });
    expect(await moveVolume(place, app, 'milan', quick)).toMatchObject({ exitCode: 0 });
    await place.killIn('adopt-target', () => startMove(place, app, 'rome-1', quick));
    const refused = await abortMove(place, app, ['--forget', 'milan']);
    expect(refused, refused.stdout).toMatchObject({ exitCode: 3 });
    expect(refused.stdout).toContain('the old copy is in milan');
    expect(await resumeMove(place, app)).toMatchObject({ exitCode: 0 });
  });
});
