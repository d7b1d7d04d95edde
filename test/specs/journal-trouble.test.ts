import { afterAll, beforeAll, expect, it } from 'vitest';
import { kinds } from '../../src/kube/objects/kinds.ts';
import { journalName, journalNamespace } from '../../src/move/model/names.ts';
import type { Call, Verdict } from '../faults/api-proxy.ts';
import { onceMover } from '../faults/movers.ts';
import { createApp, listing } from '../place/app.ts';
import { takeSnapshot, differences } from '../place/snapshot.ts';
import { moveVolume, resumeMove, startMove, steadyLease, readEnding } from '../place/cli.ts';
import { openProxied, type Proxied } from '../place/proxied-place.ts';
import { openSandbox, type SandboxPlace } from '../place/sandbox-place.ts';

const quick = ['--verify', 'none', ...steadyLease];

let place: SandboxPlace & Proxied;
beforeAll(async () => {
  place = await openProxied(await openSandbox());
});
afterAll(async () => place.close());

const turnsBack = ({ method, body }: Call) => method === 'PUT' && body.includes(String.raw`\"direction\":\"back\"`);
const failsInCopy = ({ method, path, body }: Call): boolean =>
  method === 'POST' && path.includes('/jobs') && !path.includes('dryRun') && body.includes('-target-1');

it.each(['lost', 'unanswered'] as const)('a failed move is undone although the one write that turns it back is %s once', async (fate) => {
  const app = await createApp(place, { node: 'rome-1' });
  const files = await listing(place, app, 'rome-1');
  const before = await takeSnapshot(place);
  let times = 0;
  const rule = (call: Call): Verdict => {
    if (failsInCopy(call)) return { status: 422, message: 'no such movers here' };
    return turnsBack(call) && times++ === 0 ? fate : 'passed';
  };
  const end = await place.runUnder(rule, () => startMove(place, app, 'milan', quick));
  expect(end, end.stdout).toMatchObject({ exitCode: 4 });
  expect(times).toBeGreaterThan(0);
  await expect.poll(async () => differences(before, await takeSnapshot(place)), { timeout: 30_000 }).toEqual([]);
  expect(await listing(place, app, 'rome-1')).toBe(files);
});

it('a move goes on although somebody puts a label on its journal', async () => {
  const app = await createApp(place, { node: 'rome-1' });
  const files = await listing(place, app, 'rome-1');
  const key = { name: journalName(app.namespace, app.claim), namespace: journalNamespace };
  const labelled = onceMover(place.sandbox, 'target', () =>
    place.consumer.mergePatch(kinds.configMap, key, { metadata: { labels: { backup: 'yes' } } }),
  );
  expect(await moveVolume(place, app, 'milan', quick)).toMatchObject({ exitCode: 0 });
  await labelled;
  expect(await listing(place, app, 'milan')).toBe(files);
});

it('a move whose login has run out says what stands, and goes on with another one', async () => {
  const app = await createApp(place, { node: 'rome-1' });
  const files = await listing(place, app, 'rome-1');
  let out = false;
  const rule = (call: Call): Verdict => {
    out ||= failsInCopy(call);
    return out ? { status: 401, message: 'the token has expired' } : 'passed';
  };
  const end = await place.runUnder(rule, () => startMove(place, app, 'milan', quick));
  expect(end, end.stdout).toMatchObject({ exitCode: 5 });
  const { outcome } = readEnding<{ outcome: { cause: { seen: string[]; next: string[] } } }>(end);
  expect(outcome.cause.seen.join('\n')).toMatch(/ConfigMap liqo-move\/move-\w+\n.*claim \S+ cannot be mounted or deleted/s);
  expect(outcome.cause.next).toEqual(
    expect.arrayContaining([expect.stringContaining(`move resume data -n ${app.namespace}`), expect.stringContaining('move abort data')]),
  );
  expect(await resumeMove(place, app)).toMatchObject({ exitCode: 0 });
  expect(await listing(place, app, 'milan')).toBe(files);
});
