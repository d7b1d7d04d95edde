import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eachOf } from '../each-of.ts';
import { type Failing, failings } from './failings.ts';
import { type App, createApp, listing } from '../place/app.ts';
import { takeSnapshot, type Snapshot, differences } from '../place/snapshot.ts';
import { type CliEnd, readEnding } from '../place/cli.ts';
import { openSandbox, type SandboxPlace } from '../place/sandbox-place.ts';

/** A few at a time, which is why one snapshot counts for all. */
describe('before the cut', () => {
  let place: SandboxPlace;
  const apps = new Map<Failing, App>();
  const files = new Map<Failing, string>();
  const ends = new Map<Failing, CliEnd>();
  let before: Snapshot;

  beforeAll(async () => {
    place = await openSandbox();
    const create = async (failing: Failing) => {
      const app = await createApp(place, { node: 'rome-1', ...failing.app });
      apps.set(failing, app);
      files.set(failing, await listing(place, app, 'rome-1'));
      await failing.prepare?.(place, app);
    };
    await eachOf(failings, lanes, create);
    before = await takeSnapshot(place);
    await eachOf(failings, lanes, async (failing) => void ends.set(failing, await failing.run(place, apps.get(failing) as App)));
  }, 300_000);
  afterAll(async () => place.close());

  it.each(failings.map((failing) => [failing.name, failing] as const))('%s undoes the move, and is named', (_, failing) => {
    const { exitCode, stdout = '' } = ends.get(failing) ?? {};
    expect([exitCode, stdout]).toEqual([failing.exitCode ?? 4, expect.any(String)]);
    const last = readEnding<{ outcome: { kind: string; cause: Told } }>({ stdout });
    expect(last.outcome.kind, stdout).toBe('undone');
    const { message, seen, next } = last.outcome.cause;
    expect([message, ...seen].join('\n')).toMatch(failing.says);
    if (failing.exitCode === undefined) expect(next.join('\n')).toMatch(failing.next ?? /move again|retry/);
  });

  it('leaves every cluster as it was, and the data readable', async () => {
    await expect.poll(async () => differences(before, await takeSnapshot(place)), { timeout: 60_000 }).toEqual([]);
    for (const failing of failings) expect(await listing(place, apps.get(failing) as App, 'rome-1'), failing.name).toBe(files.get(failing));
  });
});

/** What waits for its end leaves the machine to others; more at a time would be late with everything. */
const lanes = 4;

interface Told {
  readonly message: string;
  readonly seen: readonly string[];
  readonly next: readonly string[];
}
