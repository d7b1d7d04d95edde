import { expect } from 'vitest';
import { type App, listing } from './app.ts';
import type { CliEnd } from './cli.ts';
import type { Place } from './place.ts';
import { differences, type Snapshot, takeSnapshot } from './snapshot.ts';

interface Moved {
  readonly app: App;
  readonly from: string;
  readonly to: string;
  /** Listing and snapshot from before the move. */
  readonly files: string;
  readonly before: Snapshot;
}

/** Finished or undone, whichever it is: the data is where the end says, and of a move that was undone nothing is left. */
export async function expectMovedOrUndone(place: Place, { app, from, to, files, before }: Moved, end: CliEnd): Promise<void> {
  expect([0, 4], end.stdout).toContain(end.exitCode);
  expect(await listing(place, app, end.exitCode === 0 ? to : from)).toBe(files);
  if (end.exitCode === 4)
    await expect.poll(async () => differences(before, await takeSnapshot(place, app)), { timeout: 120_000 }).toEqual([]);
}
