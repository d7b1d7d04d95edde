import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesOnDisk, type Description, entriesOf } from '../fidelity/select.ts';
import { type EntryKind, entryKinds, fillVolume, rootKind } from '../fidelity/entry-kinds.ts';
import { type App, createApp } from '../place/app.ts';
import { moveVolume } from '../place/cli.ts';
import { openSandbox, type SandboxPlace } from '../place/sandbox-place.ts';
import { probeIsolation } from '../sandbox/pods/isolation.ts';
import { volumeFolder } from '../place/volume-folder.ts';
import { describeVolume } from '../unit/restic/describe-volume.ts';

const kinds = [rootKind, ...entryKinds];
const directions = ['local to remote', 'remote to local'] as const;

describe('with privileged movers every kind of file', () => {
  let place: SandboxPlace;
  let app: App;
  let unmade: ReadonlyMap<EntryKind, string>;
  const volumes: Description[] = [];
  const cells: string[][] = [];

  beforeAll(async () => {
    place = await openSandbox();
    app = await createApp(place, { node: 'rome-1', fill: ':' });
    unmade = await fillVolume(await volumeFolder(place, app));
    volumes.push(await describeVolume(await volumeFolder(place, app)));
    for (const node of ['milan', 'rome-2']) {
      const end = await moveVolume(place, app, node, ['--mover-privileged']);
      expect(end.exitCode, end.stdout).toBe(0);
      volumes.push(await describeVolume(await volumeFolder(place, app)));
    }
  }, 180_000);
  afterAll(async () => place.close());

  describe.each(directions.map((direction, index) => ({ direction, index })))('from $direction', ({ index }) => {
    it.each(kinds)('is carried exactly: $name', (kind) => {
      const [before, after] = [index, index + 1].map((nth) => entriesOf(kind, volumes[nth] ?? new Map()));
      expect(before?.size).toBeGreaterThan(0);
      expect(after).toEqual(before);
      const row = (cells[kinds.indexOf(kind)] ??= []);
      row[index] = unmade.has(kind) ? 'not checked' : 'exact';
    });
  });

  it('leaves holes as they are', async () => {
    expect(await bytesOnDisk(await volumeFolder(place, app), 'sparse files/hole')).toBeLessThanOrEqual(1 << 20);
  });

  it('is in the table', async ({ task }) => {
    const width = Math.max(...kinds.map(({ name }) => name.length)) + 2;
    const lines = kinds.map((kind, nth) =>
      [kind.name.padEnd(width), ...(cells[nth] ?? []).map((cell) => cell.padEnd(17)), unmade.get(kind)].join(''),
    );
    task.meta.shown = [`${' '.repeat(width)}${directions.map((direction) => direction.padEnd(17)).join('')}`, ...lines].join('\n');
    // As root, with namespaces, on a file system that has them, all kinds are made.
    const forbidden = [...unmade.values()].filter((why) => /not permitted|denied/i.test(why));
    if ((await probeIsolation()) === 'root') expect(forbidden).toEqual([]);
  });
});
