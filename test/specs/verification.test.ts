// @module-tag core
import { execFile } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { readFile, rename, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HeldRestore } from '../faults/held-restore.ts';
import type { MoveEvent } from '../../src/move/model/events.ts';
import type { MoveReport } from '../../src/move/model/report.ts';
import { holdNextRestore, onceMover } from '../faults/movers.ts';
import { createApp, listing, onVolume } from '../place/app.ts';
import { takeSnapshot, differences } from '../place/snapshot.ts';
import { type CliRun, startMove, steadyLease, readEnding } from '../place/cli.ts';
import { openSandbox, type SandboxPlace } from '../place/sandbox-place.ts';

const run = promisify(execFile);
const isRoot = process.getuid?.() === 0;

const fill = `
cd /data; umask 022
for name in acl attribute byte mode owner removed time first grows swapped; do echo "$name" > "$name"; done
mkdir deep; ln first deep/second; ln -s old link
touch -h -d '2001-02-03 04:05:06' * ; touch -d '2001-02-03 04:05:06' deep .
`;

/** Corrupts one file in each way that a copy can be wrong, and nothing else: times stay, folders' own too. */
const corrupt = `set -e
cd "$1"
times=$(mktemp -d)
for name in byte link deep .; do : > "$times/x$name"; touch -h -r "$name" "$times/x$name"; done
printf X | dd of=byte bs=1 seek=1 conv=notrunc status=none
rm removed; : > added; chmod 600 mode; touch -d '2002-02-03 04:05:06 UTC' time; ln -sfn new link
cp -p deep/second copy; mv copy deep/second
setfattr -n user.note -v x attribute; setfacl -m u:1:r acl
if [ "$(id -u)" = 0 ]; then chown 12:34 owner; fi
for name in byte link deep .; do touch -h -r "$times/x$name" "$name"; done
rm -r "$times"
`;

describe('verification', () => {
  let place: SandboxPlace;
  beforeAll(async () => {
    place = await openSandbox();
  });
  afterAll(async () => place.close());

  it('finds all that is wrong with a copy before the cut, and names it', async () => {
    const app = await createApp(place, { node: 'rome-1', fill });
    const files = await listing(place, app, 'rome-1');
    const before = await takeSnapshot(place, app);
    const target = holdNextRestore(place.sandbox);
    const move = startMove(place, app, 'milan', steadyLease);
    const { held, volume } = await target;
    await reached(move, held);
    await run('bash', ['-c', corrupt, 'bash', volume]);
    await held.letGo();
    const end = await move.ended;
    expect(end.exitCode, end.stdout).toBe(4);
    if (!isRoot) console.log('not root: no owner was changed');
    expect(readEnding<Ending>(end).outcome?.cause?.seen).toEqual([
      'acl: attribute system.posix_acl_access',
      'added: only here',
      'attribute: attribute user.note',
      'byte: content',
      'first: same file as deep/second became -',
      'link: target old became new',
      'mode: mode 0644 became 0600',
      ...(isRoot ? [expect.stringMatching(/^owner: owner \d+:\d+ became 12:34$/)] : []),
      'removed: missing',
      expect.stringMatching(/^time: mtime 981\d+ became 1012709106000000000$/),
      expect.stringMatching(/^it was Job .*-target-1$/),
    ]);
    await expect.poll(async () => differences(before, await takeSnapshot(place, app)), { timeout: 30_000 }).toEqual([]);
    expect(await listing(place, app, 'rome-1')).toBe(files);
  });

  it('takes along what is written to the source while it is being copied', async () => {
    const app = await createApp(place, { node: 'rome-1', fill });
    const source = onceMover(place.sandbox, 'source', async (container) => {
      const folder = container.volumePath('volume');
      await run('python3', ['-c', "import socket; socket.socket(socket.AF_UNIX).bind('socket')"], { cwd: folder });
      return folder;
    });
    const target = holdNextRestore(place.sandbox);
    const move = startMove(place, app, 'milan', steadyLease);
    const volume = await source;
    const growing = setInterval(() => appendFileSync(join(volume, 'grows'), 'and grows\n'), 10);
    const { held } = await target;
    await reached(move, held).finally(() => clearInterval(growing));
    await swap(join(volume, 'swapped'));
    await writeFile(join(volume, 'late'), 'written between backup and cut\n');
    const written = ['grows', 'late', 'swapped'];
    await held.letGo();
    const files = await Promise.all(written.map((name) => readFile(join(volume, name), 'utf8')));
    const end = await move.ended;
    expect(end.exitCode, end.stdout).toBe(0);
    expect(readEnding<Ending>(end).outcome?.report).toMatchObject({ passes: 2, notCarried: expect.arrayContaining(['1 socket']) });
    expectBefore(end.stdout, '"text":"not copied: 1 socket"', '"type":"phase-started","phase":"swap-claim"');
    expectRising(end.stdout);
    const arrived = await onVolume(place, app, { node: 'milan', script: `cd /data; cat ${written.join(' ')}` });
    expect(`${arrived.join('\n')}\n`).toBe(files.join(''));
  });
});

/** Another file of the same size and time takes its place. */
async function swap(path: string): Promise<void> {
  const { atime, mtime } = await stat(path);
  const content = await readFile(path, 'utf8');
  await writeFile(`${path}.new`, content.toUpperCase());
  await utimes(`${path}.new`, atime, mtime);
  await rename(`${path}.new`, path);
}

async function reached(move: CliRun, held: HeldRestore): Promise<void> {
  const early = move.ended.then(({ stdout }) => Promise.reject(new Error(`ended before it had restored: ${stdout}`)));
  await Promise.race([held.reached(AbortSignal.timeout(120_000)), early]);
}

interface Ending {
  readonly outcome?: { readonly cause?: { readonly seen: readonly string[] }; readonly report?: MoveReport };
}

function expectBefore(stdout: string, first: string, then: string): void {
  expect(stdout).toContain(first);
  expect(stdout.indexOf(first)).toBeLessThan(stdout.indexOf(then));
}

/** Within a pass of a phase no counter may fall from one line to the next. */
function expectRising(stdout: string): void {
  const last = new Map<string, { bytes: number; files: number }>();
  for (const line of stdout.split('\n')) {
    const event = JSON.parse(line) as MoveEvent;
    if (event.type !== 'progress') continue;
    const { phase, progress } = event;
    const before = last.get(`${phase} ${progress.pass}`) ?? { bytes: 0, files: 0 };
    expect(progress.bytes, line).toBeGreaterThanOrEqual(before.bytes);
    expect(progress.files, line).toBeGreaterThanOrEqual(before.files);
    last.set(`${phase} ${progress.pass}`, progress);
  }
}
