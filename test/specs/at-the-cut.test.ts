import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kinds } from '../../src/kube/objects/kinds.ts';
import type { Verdict } from '../faults/api-proxy.ts';
import { onceMover } from '../faults/movers.ts';
import { createApp, listing, onVolume, readClaim } from '../place/app.ts';
import { type CliRun, moveVolume, resumeMove, startCli, startMove, steadyLease } from '../place/cli.ts';
import { createsClaim, limitOf, noClaims, type Obstacle, quotaOf, sleepingSet, startOwner, webhook } from './cut-objects.ts';
import { removeObject } from '../place/objects.ts';
import { openProxied, type Proxied } from '../place/proxied-place.ts';
import { openSandbox, type SandboxPlace } from '../place/sandbox-place.ts';
import { until } from '../place/waiting.ts';

const quick = ['--verify', 'none', ...steadyLease];

describe('at the cut', () => {
  let place: SandboxPlace & Proxied;
  beforeAll(async () => {
    place = await openProxied(await openSandbox());
  });
  afterAll(async () => place.close());

  it('the claim keeps what its user gave it, and of its owners those that live', async () => {
    const app = await createApp(place, { node: 'rome-1', fill: 'echo one > /data/file' });
    const key = { namespace: app.namespace, name: app.claim };
    const [living, dying] = [await startOwner(place.consumer, app, 'living'), await startOwner(place.consumer, app, 'dying')];
    const given = { labels: { tier: 'gold' }, annotations: { 'example.com/empty': '' }, ownerReferences: [living, dying] };
    await place.consumer.mergePatch(kinds.claim, key, { metadata: given });
    const before = await readClaim(place, app);
    const died = onceMover(place.sandbox, 'target', async () => {
      await removeObject(place.consumer, kinds.configMap, { namespace: app.namespace, name: dying.name });
    });
    expect(await moveVolume(place, app, 'milan', quick)).toMatchObject({ exitCode: 0 });
    await died;
    const after = await readClaim(place, app);
    expect(after.metadata.uid).not.toBe(before.metadata.uid);
    expect(after.metadata.labels).toEqual(before.metadata.labels);
    expect(after.metadata.annotations).toMatchObject({ 'example.com/note': 'mine', 'example.com/empty': '' });
    expect(after.metadata.ownerReferences).toEqual([living]);
    expect(after.spec).toEqual({ ...before.spec, volumeName: after.spec?.volumeName });
  });

  it('a StatefulSet that is scaled up in the middle waits, and starts where its data has come to', async () => {
    const app = await createApp(place, { node: 'rome-1', claim: 'data-db-0', fill: 'echo one > /data/file' });
    await place.consumer.create(kinds.statefulSet, sleepingSet(app.namespace));
    const key = { namespace: app.namespace, name: 'db' };
    const scaled = onceMover(place.sandbox, 'target', () => place.consumer.mergePatch(kinds.statefulSet, key, { spec: { replicas: 1 } }));
    expect(await moveVolume(place, app, 'milan', quick)).toMatchObject({ exitCode: 0 });
    await scaled;
    const events = await place.consumer.list(kinds.event, { namespace: app.namespace, fields: 'reason=FailedCreate' });
    expect(events.items.map(({ message }) => message).join()).toContain(`claim ${app.namespace}/data-db-0 is being moved`);
    const pod = { kind: kinds.pod, key: { namespace: app.namespace, name: 'db-0' } };
    expect((await until(place.consumer, pod, (now) => now?.status?.phase === 'Running'))?.spec?.nodeName).toBe('milan');
    expect(await onVolume(place, app, { node: 'milan', script: 'cat /data/file' })).toEqual(['one']);
  });

  it('whoever refuses the new claim is named for as long as it refuses', async () => {
    const app = await createApp(place, { node: 'rome-1' });
    const files = await listing(place, app, 'rome-1');
    const obstacles: Obstacle[] = [webhook(), quotaOf(place.consumer, app), limitOf(place.consumer, app), noClaims(place.consumer, app)];
    const waiting = [...obstacles];
    let standing: Obstacle | undefined;
    const end = await place.runUnder(
      async (call): Promise<Verdict> => {
        if (!createsClaim(call, app)) return 'passed';
        await standing?.lift();
        standing = waiting.shift();
        return (await standing?.put()) ?? 'passed';
      },
      () => startMove(place, app, 'milan', quick),
    );
    expect(end).toMatchObject({ exitCode: 0 });
    for (const { words } of obstacles) expect(end.stdout).toContain(words);
    expect(await listing(place, app, 'milan')).toBe(files);
  });

  it('Ctrl-C ends the waiting, and a resume finishes once nobody refuses any more', async () => {
    const app = await createApp(place, { node: 'rome-1' });
    const files = await listing(place, app, 'rome-1');
    const quota = quotaOf(place.consumer, app);
    const started: { run?: CliRun } = {};
    let tries = 0;
    const end = await place.runUnder(
      async (call): Promise<Verdict> => {
        if (!createsClaim(call, app)) return 'passed';
        tries += 1;
        if (tries === 1) await quota.put();
        else if (tries < 4) started.run?.kill('SIGINT');
        return 'passed';
      },
      () => (started.run = startMove(place, app, 'milan', quick)),
    );
    expect(end, end.stdout).toMatchObject({ exitCode: 130 });
    expect(end.stdout).toContain(quota.words);
    expect((await startCli(place, ['move', 'list']).ended).stdout).toContain(app.namespace);
    expect(await place.consumer.find(kinds.claim, { namespace: app.namespace, name: app.claim })).toBeUndefined();
    await quota.lift();
    expect(await resumeMove(place, app)).toMatchObject({ exitCode: 0 });
    expect(await listing(place, app, 'milan')).toBe(files);
  });
});
