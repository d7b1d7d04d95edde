import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Claim, type Kind, kinds, type Meta } from '../../src/kube/objects/kinds.ts';
import type { Key, KubePort } from '../../src/kube/client/port.ts';
import type { Call, Verdict } from '../faults/api-proxy.ts';
import { onceMover } from '../faults/movers.ts';
import { type App, createApp, freshName, listing, onVolume, readClaim, remoteNamespace } from '../place/app.ts';
import { abortMove, moveVolume, resumeMove, startMove, steadyLease } from '../place/cli.ts';
import { removeObject } from '../place/objects.ts';
import { providerPort } from '../place/place.ts';
import { openProxied, type Proxied } from '../place/proxied-place.ts';
import { openSandbox, type SandboxPlace } from '../place/sandbox-place.ts';
import { runFixturePod } from '../sandbox/fixture-pod.ts';

const quick = ['--verify', 'none', ...steadyLease];
const oneFile = { node: 'rome-1', fill: 'echo one > /data/file' };

/** The volume for the new claim is reserved when the copy is over and the movers are gone. */
const reserves = ({ method, path }: Call) => method === 'POST' && path.startsWith('/api/v1/persistentvolumes') && !path.includes('dryRun');

let place: SandboxPlace & Proxied;
beforeAll(async () => {
  place = await openProxied(await openSandbox());
});
afterAll(async () => place.close());

/** Moves, and does something once, right before the exchange of the claim. */
async function moveAnd(app: App, node: string, act: () => Promise<unknown>) {
  let done = false;
  const rule = async (call: Call): Promise<Verdict> => {
    if (done || !reserves(call)) return 'passed';
    done = true;
    await act();
    return 'passed';
  };
  return place.runUnder(rule, () => startMove(place, app, node, quick));
}

async function finalizersOf<T extends { metadata: Meta }>(port: KubePort, kind: Kind<T>, key: Key): Promise<string[]> {
  return (await port.read(kind, key)).metadata.finalizers ?? [];
}

describe('right before the claim is deleted', () => {
  it('a copy that is on its way out in the provider fails the move, and the claim stays where it was', async () => {
    const app = await createApp(place, oneFile);
    const there = { namespace: await remoteNamespace(place, app), name: app.claim };
    const end = await moveAnd(app, 'milan', () => removeObject(providerPort(place), kinds.claim, there));
    expect(end, end.stdout).toMatchObject({ exitCode: 4 });
    expect(end.stdout).toContain(`claim ${there.namespace}/data in milan is being deleted`);
    expect(await onVolume(place, app, { node: 'rome-1', script: 'cat /data/file' })).toEqual(['one']);
  });

  it('so does one in this cluster', async () => {
    const app = await createApp(place, oneFile);
    const end = await moveAnd(app, 'rome-2', async () => {
      const { items } = await place.consumer.list(kinds.claim, { namespace: 'liqo-storage' });
      const staged = items.find(({ metadata }) => metadata.name.startsWith('move-'));
      await removeObject(place.consumer, kinds.volume, { name: staged?.spec?.volumeName ?? '' });
    });
    expect(end, end.stdout).toMatchObject({ exitCode: 4 });
    expect(end.stdout).toMatch(/volume \S+ is (gone|being deleted)/);
    expect(await onVolume(place, app, { node: 'rome-1', script: 'cat /data/file' })).toEqual(['one']);
  });

  it('a finalizer that has come meanwhile is waited for, with the claim as it was', async () => {
    const app = await createApp(place, oneFile);
    const key = { namespace: app.namespace, name: app.claim };
    const finalizer = 'snapshot.storage.kubernetes.io/pvc-as-source-protection';
    const set = async (change: (now: string[]) => string[]) => {
      const finalizers = change(await finalizersOf(place.consumer, kinds.claim, key));
      await place.consumer.mergePatch(kinds.claim, key, { metadata: { finalizers } });
    };
    const put = onceMover(place.sandbox, 'target', () => set((now) => [...now, finalizer]));
    const move = startMove(place, app, 'milan', quick);
    await put;
    const waiting = await move.event((event) => event.type === 'waiting' && event.for.includes(finalizer));
    expect(waiting).toMatchObject({ phase: 'swap-claim', for: expect.stringContaining(`claim ${app.namespace}/data`) as string });
    expect((await readClaim(place, app)).metadata.deletionTimestamp).toBeUndefined();
    await set((now) => now.filter((name) => name !== finalizer));
    expect(await move.ended).toMatchObject({ exitCode: 0 });
  });

  it('what was put on the claim during the copy is still on it afterwards', async () => {
    const app = await createApp(place, oneFile);
    const metadata = { labels: { added: 'yes', team: 'red' }, annotations: { 'example.com/backup': 'weekly', 'example.com/note': null } };
    const changed = onceMover(place.sandbox, 'target', () =>
      place.consumer.mergePatch(kinds.claim, { namespace: app.namespace, name: app.claim }, { metadata }),
    );
    expect(await moveVolume(place, app, 'milan', quick)).toMatchObject({ exitCode: 0 });
    await changed;
    const { labels, annotations } = (await readClaim(place, app)).metadata;
    expect(labels).toMatchObject(metadata.labels);
    expect(annotations).toMatchObject({ 'example.com/backup': 'weekly' });
    expect(annotations).not.toHaveProperty(['example.com/note']);
  });
});

describe('a copy that goes after the exchange of the claim', () => {
  it('stops the move with the old one held, and abort goes back to it', { timeout: 240_000 }, async () => {
    const app = await createApp(place, { node: 'rome-1' });
    const files = await listing(place, app, 'rome-1');
    const there = { namespace: await remoteNamespace(place, app), name: app.claim };
    let deleted = false;
    const lifts = ({ method, path }: Call) => method === 'DELETE' && path.includes('/validatingadmissionpolicies/');
    const end = await place.runUnder(
      async (call): Promise<Verdict> => {
        if (deleted || !lifts(call)) return 'passed';
        deleted = true;
        await removeObject(providerPort(place), kinds.claim, there);
        return 'passed';
      },
      () => startMove(place, app, 'milan', quick),
    );
    expect(end, end.stdout).toMatchObject({ exitCode: 5 });
    expect(end.stdout).toContain('the new copy is not safe yet');
    const aborted = await abortMove(place, app, ['--discard-changes']);
    expect(aborted, aborted.stdout).toMatchObject({ exitCode: 0 });
    expect(await listing(place, app, 'rome-1')).toBe(files);
  });
});

describe('a pod that writes to the source after the last rescan', () => {
  const script = 'echo late > /data/late; sync';

  it('is kept off the real claim by the guard', async () => {
    const app = await createApp(place, oneFile);
    const claim = (await readClaim(place, app)).metadata.uid ?? '';
    const pod = { name: freshName('late'), namespace: 'liqo-storage', claim, node: 'rome-1', script, seconds: 100 };
    let refusal = '';
    const end = await moveAnd(app, 'milan', () =>
      runFixturePod(place.consumer, pod).catch((error: unknown) => (refusal = error instanceof Error ? error.message : '')),
    );
    expect(end, end.stdout).toMatchObject({ exitCode: 0 });
    expect(refusal).toContain(`claim ${app.namespace}/data is being moved`);
  });

  it.each(['retire-movers', 'swap-claim'] as const)(
    'in the provider, while no liqoctl runs (killed in %s), is noticed by resume',
    async (phase) => {
      const app = await createApp(place, oneFile);
      expect(await moveVolume(place, app, 'milan', quick)).toMatchObject({ exitCode: 0 });
      await place.killIn(phase, () => startMove(place, app, 'rome-1', ['--verify', 'none']));
      const where = { namespace: await remoteNamespace(place, app), claim: app.claim };
      await runFixturePod(providerPort(place), { name: freshName('late'), ...where, node: 'milan-1', script, seconds: 100 });
      const end = await resumeMove(place, app);
      expect(end, end.stdout).toMatchObject({ exitCode: 4 });
      expect(end.stdout).toContain('it has been written to since');
      expect(await onVolume(place, app, { node: 'milan', script: 'cat /data/late' })).toEqual(['late']);
    },
  );

  it('does not keep a resume from finishing where nobody wrote', async () => {
    const app = await createApp(place, { node: 'rome-1' });
    const files = await listing(place, app, 'rome-1');
    await place.killIn('retire-movers', () => startMove(place, app, 'milan', ['--verify', 'none']));
    expect(await resumeMove(place, app)).toMatchObject({ exitCode: 0 });
    expect(await listing(place, app, 'milan')).toBe(files);
    const left: Claim[] = (await place.consumer.list(kinds.claim, { namespace: app.namespace })).items;
    expect(left).toHaveLength(1);
    expect((await place.consumer.list(kinds.pod, { namespace: app.namespace })).items).toEqual([]);
  });
});
