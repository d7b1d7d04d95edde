// @module-tag core
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kinds } from '../../src/kube/objects/kinds.ts';
import { liqoNames } from '../../src/liqo/names.ts';
import type { Call } from '../faults/api-proxy.ts';
import { type App, createApp, listing, readClaim } from '../place/app.ts';
import { moveVolume, startCli, startMove, steadyLease, readEnding } from '../place/cli.ts';
import { openProxied, type Proxied } from '../place/proxied-place.ts';
import { openSandbox, type SandboxPlace } from '../place/sandbox-place.ts';

describe('a volume among two local nodes and two providers', () => {
  let place: SandboxPlace & Proxied;
  beforeAll(async () => {
    place = await openProxied(await openSandbox({ providers: ['milan', 'paris'], virtualNodes: { milan: ['milan', 'milan-too'] } }));
  });
  afterAll(async () => place.close());

  it('goes from one local node to another', async () => {
    const app = await createApp(place, { node: 'rome-1' });
    const files = await listing(place, app, 'rome-1');
    const move = startMove(place, app, 'rome-2', ['--verify', 'none', ...steadyLease]);
    await move.event((event) => event.type === 'phase-started' && event.phase === 'open-workspace');
    const watched = await startCli(place, ['move', 'status', app.claim, '-n', app.namespace, '--watch']).ended;
    const end = await move.ended;
    expect(end, end.stdout).toMatchObject({ exitCode: 0 });
    expect(await listing(place, app, 'rome-2')).toBe(files);
    expect(watched.stdout).toContain('"type":"phase-done"');
    expect(readEnding(watched)).toMatchObject({ state: 'ended', outcome: 'moved', claim: app.claim });
    expect(await tellings(place, app)).toEqual(expect.arrayContaining(['CutOver', 'Moved']));
  });

  it('is left alone behind another virtual node of its provider, and becomes live at another provider only by the word of that one', async () => {
    const app = await createApp(place, { node: 'milan' });
    const files = await listing(place, app, 'milan');
    const there = await moveVolume(place, app, 'milan-too');
    expect(there, there.stdout).toMatchObject({ exitCode: 0 });
    expect(there.stdout).toContain('already');

    place.setRule(async (call) => {
      if (isCut(call, app)) await place.sandbox.liqo.stopVirtualKubelet('paris');
      return 'passed' as const;
    });
    const move = startMove(place, app, 'paris', ['--verify', 'none', ...steadyLease]);
    await move.event((event) => event.type === 'waiting' && event.for.includes('the virtual kubelet of paris to have seen'));
    await expect.poll(() => answersFrom(place, app), { timeout: 30_000 }).toContain('milan');
    expect(await answersFrom(place, app)).toEqual(['milan']);
    const target = await place.clusters['paris']?.read(kinds.claim, { namespace: `${app.namespace}-rome`, name: app.claim });
    expect(target?.metadata.labels ?? {}).not.toHaveProperty([liqoNames.origin]);

    await place.sandbox.liqo.startVirtualKubelet('paris');
    const end = await move.ended;
    expect(end, end.stdout).toMatchObject({ exitCode: 0 });
    expect(await listing(place, app, 'paris')).toBe(files);
    const gone = () => place.clusters['milan']?.find(kinds.claim, { namespace: `${app.namespace}-rome`, name: app.claim });
    await expect.poll(gone, { timeout: 30_000 }).toBeUndefined();
  });
});

/** The reasons of liqoctl's events on the claim that lives now. */
async function tellings(place: SandboxPlace, app: App): Promise<string[]> {
  const { metadata } = await readClaim(place, app);
  const fields = `involvedObject.uid=${metadata.uid},source=liqoctl`;
  const { items } = await place.consumer.list(kinds.event, { namespace: app.namespace, fields });
  return items.map(({ reason = '' }) => reason);
}

function isCut({ method, path }: Call, { namespace, claim }: App): boolean {
  return method === 'DELETE' && path.includes(`/namespaces/${namespace}/persistentvolumeclaims/${claim}`) && !path.includes('dryRun');
}

/** The providers whose virtual kubelets have answered for the claim that is alive. */
async function answersFrom(place: SandboxPlace, app: App): Promise<string[]> {
  const { metadata } = await readClaim(place, app);
  const fields = `involvedObject.uid=${metadata.uid},reason=${liqoNames.failedReflection}`;
  const { items } = await place.consumer.list(kinds.event, { namespace: app.namespace, fields });
  return [...new Set(items.flatMap(({ message }) => /cluster "([^"]+)"/.exec(message ?? '')?.[1] ?? []))].toSorted();
}
