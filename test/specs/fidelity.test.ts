import { execFile } from 'node:child_process';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kinds } from '../../src/kube/objects/kinds.ts';
import { carriedByRoot, carriedByUser } from '../fidelity/limits.ts';
import { bytesOnDisk, type Description, entriesOf } from '../fidelity/select.ts';
import { type EntryKind, entryKinds, fillVolume, rootKind } from '../fidelity/entry-kinds.ts';
import { type App, createApp } from '../place/app.ts';
import { killOnceRunning, onMoverStart } from '../faults/movers.ts';
import { type CliEnd, moveVolume, steadyLease } from '../place/cli.ts';
import { openSandbox, type SandboxPlace } from '../place/sandbox-place.ts';
import { probeIsolation } from '../sandbox/pods/isolation.ts';
import { volumeFolder } from '../place/volume-folder.ts';
import { describeVolume } from '../fidelity/describe-volume.ts';

const run = promisify(execFile);
const all = [rootKind, ...entryKinds];
const directions = ['local to remote', 'remote to local'] as const;

let place: SandboxPlace;
beforeAll(async () => {
  place = await openSandbox();
});
afterAll(async () => place.close());

/** What was not carried, as the program says at the end. It has said so before the cut as well. */
function uncarried({ exitCode, stdout }: CliEnd): readonly string[] {
  expect(exitCode, stdout).toBe(0);
  const lines = stdout
    .split('\n')
    .map((line) => JSON.parse(line) as { outcome?: { report?: { notCarried: string[] } }; phase?: string; text?: string });
  const cut = lines.findIndex(({ phase }) => phase === 'swap-claim');
  const told = lines.slice(0, cut).flatMap(({ text }) => /^not copied: (.*)$/.exec(text ?? '')?.[1] ?? []);
  expect(told).toEqual(lines.at(-1)?.outcome?.report?.notCarried);
  return told;
}

function withoutRoot(volume: Description): Description {
  return new Map([...volume].filter(([path]) => path !== ''));
}

describe('with privileged movers every kind of file', () => {
  let app: App;
  let unmade: ReadonlyMap<EntryKind, string>;
  const volumes: Description[] = [];
  const cells: string[][] = [];

  beforeAll(async () => {
    app = await createApp(place, { node: 'rome-1', fill: ':' });
    unmade = await fillVolume(await volumeFolder(place, app), all);
    volumes.push(await describeVolume(await volumeFolder(place, app)));
    for (const node of ['milan', 'rome-2']) {
      expect(uncarried(await moveVolume(place, app, node, ['--mover-privileged']))).toEqual([]);
      volumes.push(await describeVolume(await volumeFolder(place, app)));
    }
  }, 180_000);

  describe.each(directions.map((direction, index) => ({ direction, index })))('from $direction', ({ index }) => {
    it.each(all)('is carried exactly: $name', (kind) => {
      const [before, after] = [index, index + 1].map((nth) => entriesOf(kind, volumes[nth] ?? new Map()));
      expect(before?.size).toBeGreaterThan(0);
      expect(after).toEqual(before);
      (cells[all.indexOf(kind)] ??= [])[index] = unmade.has(kind) ? 'not checked' : 'exact';
    });
  });

  it('leaves holes as they are', async () => {
    expect(await bytesOnDisk(await volumeFolder(place, app), 'sparse files/hole')).toBeLessThanOrEqual(1 << 20);
  });

  it('is in the table', async ({ task }) => {
    const width = Math.max(...all.map(({ name }) => name.length)) + 2;
    const row = (name: string, columns: readonly string[]) => name.padEnd(width) + columns.map((column) => column.padEnd(17)).join('');
    const rows = all.map((kind, nth) => row(kind.name, [...(cells[nth] ?? []), unmade.get(kind) ?? '']).trimEnd());
    task.meta.shown = [row('', directions), ...rows].join('\n');
    // As root, all kinds are made, as far as the file system has them.
    const forbidden = [...unmade.values()].filter((why) => /not permitted|denied/i.test(why));
    if ((await probeIsolation()) === 'root') expect(forbidden).toEqual([]);
  });

  it('is carried by movers with the usual rights too, but for what is named', async ({ task }) => {
    const volume = await volumeFolder(place, app);
    await run('python3', ['-c', "import socket; socket.socket(socket.AF_UNIX).bind('socket')"], { cwd: volume });
    await mkdir(join(volume, 'lost+found'));
    await mkdir(join(volume, '.snapshot'));
    await writeFile(join(volume, '.snapshot', 'mine'), 'no snapshot at all');
    await writeFile(join(volume, 'undumped'), '');
    await run('chattr', ['+d', 'undumped'], { cwd: volume });
    const before = await describeVolume(volume);
    const told = uncarried(await moveVolume(place, app, 'milan'));
    expect(told).toEqual([
      'lost+found, which is empty',
      '1 socket',
      'inode flags (chattr +d) of 1 entry',
      'trusted.* attributes, which only privileged movers see',
    ]);
    const copy = await volumeFolder(place, app);
    expect(await describeVolume(copy)).toEqual(carriedByRoot(before));
    const names = await readdir(copy);
    expect(names).toEqual(expect.arrayContaining(['undumped', '.snapshot']));
    expect(names.filter((name) => ['socket', 'lost+found'].includes(name))).toEqual([]);
    const [flags] = (await run('lsattr', ['undumped'], { cwd: copy })).stdout.split(' ');
    expect(flags).not.toContain('d');
    task.meta.shown = ['not copied, with the usual rights:', ...told].join('\n  ');
  });
});

it('what fsck has found, or a user has called so, is carried as what it is', async () => {
  const app = await createApp(place, { node: 'rome-1', fill: "mkdir -m 700 /data/lost+found; echo found > '/data/lost+found/#12'" });
  for (const node of ['milan', 'rome-2']) {
    const before = await describeVolume(await volumeFolder(place, app));
    expect(uncarried(await moveVolume(place, app, node)).filter((what) => what.includes('lost+found'))).toEqual([]);
    expect(await describeVolume(await volumeFolder(place, app))).toEqual(before);
    await rm(join(await volumeFolder(place, app), 'lost+found'), { recursive: true });
    await writeFile(join(await volumeFolder(place, app), 'lost+found'), 'mine');
  }
}, 120_000);

it('a class that puts something into every new volume is moved onto, and one that hands out used ones is not', async () => {
  const app = await createApp(place, { node: 'rome-1', fill: 'echo one > /data/file' });
  // Before the first mover that is killed, and so there for the second one.
  const furnish = async (name: string) => {
    let made = '';
    let starts = 0;
    const forget = onMoverStart(place.sandbox, 'target', async (container) => {
      starts += 1;
      if (starts > 1) return;
      made = join(container.volumePath('volume'), name);
      await mkdir(made);
      void killOnceRunning(container);
    });
    const end = await moveVolume(place, app, 'milan', steadyLease);
    forget();
    return { end, made, starts };
  };
  const used = await furnish('somebody-elses');
  expect(used.end, used.end.stdout).toMatchObject({ exitCode: 4 });
  expect(used.end.stdout).toContain('the target volume was not empty');
  expect(used.starts).toBe(2);
  const fresh = await furnish('.snapshot');
  expect(fresh.end, fresh.end.stdout).toMatchObject({ exitCode: 0 });
  expect((await readdir(await volumeFolder(place, app))).toSorted()).toEqual(['.snapshot', 'file']);
}, 120_000);

it('movers that are no root carry what their user can, in a namespace that is restricted', async ({ task, skip }) => {
  skip((await probeIsolation()) !== 'root', 'only root can make containers run as another user');
  const app = await createApp(place, { node: 'rome-1', fill: ':' });
  const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
  await place.consumer.mergePatch(kinds.namespace, { name: app.namespace }, { metadata: { labels } });
  const volume = await volumeFolder(place, app);
  const readable = entryKinds.filter(({ name }) => !['modes', 'setuid, setgid and sticky bits'].includes(name));
  await fillVolume(volume, readable);
  const foreign = ['owners and groups', 'device nodes', 'file capabilities'];
  const own = readable.flatMap(({ name }) => (foreign.includes(name) ? [] : [name]));
  await run('chown', ['-Rh', '1000:1000', ...own], { cwd: volume });
  const before = await describeVolume(volume);
  const told = uncarried(await moveVolume(place, app, 'milan', ['--mover-uid', '1000']));
  const copy = await describeVolume(await volumeFolder(place, app));
  expect(withoutRoot(copy)).toEqual(carriedByUser(before, 1000));
  expect(told.filter((what) => !what.startsWith('attribute '))).toHaveLength(5);
  expect(told).toContainEqual(expect.stringMatching(/^attribute security\.capability of \d+ entr/));
  task.meta.shown = ['not copied, as user 1000:', ...told].join('\n  ');
}, 120_000);
