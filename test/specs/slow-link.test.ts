import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MoveReport } from '../../src/move/model/report.ts';
import { createApp, listing } from '../place/app.ts';
import { moveVolume, readEnding } from '../place/cli.ts';
import { openSandbox, type SandboxPlace } from '../place/sandbox-place.ts';

const text = 'yes "a line of a log, as the one before" | head -c 6000000 > /data/log';
const random = 'head -c 3000000 /dev/urandom > /data/blob';

interface Moved {
  readonly outcome: { readonly report: MoveReport };
}

describe('a move over a slow link', { timeout: 170_000 }, () => {
  let place: SandboxPlace;
  beforeAll(async () => {
    place = await openSandbox();
    place.sandbox.clusters['milan']?.network.fault({
      bytesPerSecond: 2_000_000,
      delayMs: 20,
      match: (host) => host.startsWith('repository.'),
    });
  });
  afterAll(async () => place.close());

  it.each<[string, string, readonly string[], boolean]>([
    ['sends text compressed', text, [], true],
    ['sends what gets no smaller as it is', random, [], false],
    ['sends text as it is where that was asked for', text, ['--compression', 'off'], false],
    ['sends no more than it may', text, ['--compression', 'on', '--limit-rate', '500k'], true],
  ])('%s', async (_, fill, flags, compressed) => {
    const app = await createApp(place, { node: 'rome-1', fill });
    const files = await listing(place, app, 'rome-1');
    const end = await moveVolume(place, app, 'milan', flags);
    expect(end.exitCode, end.stdout + end.stderr).toBe(0);
    expect(await listing(place, app, 'milan')).toBe(files);
    expect(readEnding<Moved>(end).outcome.report.link).toMatchObject({ compressed });
  });
});
