import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { appendFile, chmod, mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { findProgram } from '../../sandbox/pods/tools.ts';
import { fillWithEverything, readAttributes } from './awkward-volume.ts';
import type { StagedMove } from '../../movers/mover-stage.ts';
import { useStage } from './use-stage.ts';
import { describeVolume } from '../../fidelity/describe-volume.ts';
import { holdRestore } from '../../faults/held-restore.ts';

const stage = useStage();
const run = promisify(execFile);
const isRoot = process.getuid?.() === 0;

describe.concurrent('movers', { timeout: 240_000 }, () => {
  it('carry a volume as it is, and can both be tried again at the end', async () => {
    const move = await stage.openMove('happy');
    await fillWithEverything(move.volume('source'));
    await mkdir(join(move.volume('target'), 'lost+found'));
    const [source, target] = await startBoth(move);
    const done = await source.end;
    expect(done).toMatchObject({
      code: 0,
      manifestCode: 0,
      result: { role: 'source', pass: 1, sockets: 1, flagged: 0, flags: '0', projects: 0, links: 0 },
    });
    const copied = await target.end;
    expect(copied).toMatchObject({ code: 0, manifestCode: 0, result: { role: 'target', pass: 1, verified: {} } });
    expect(await describeVolume(move.volume('target'))).toEqual(await describeVolume(move.volume('source')));
    expect(await readAttributes(move.volume('target'))).toEqual(await readAttributes(move.volume('source')));

    // As if both had been killed after their last act, before anybody read their result.
    const [again, anew] = await Promise.all([move.start('source', { try: 2 }), move.start('target', { try: 2 })]);
    expect((await again.end).result).toEqual(done.result);
    // Restored again, every file has another ctime.
    expect({ ...(await anew.end).result, fingerprint: '' }).toEqual({ ...copied.result, fingerprint: '' });
  });

  it('copy again what changed in the meantime', async () => {
    const move = await stage.openMove('changed');
    const volume = move.volume('source');
    await mkdir(join(volume, 'd'));
    await Promise.all([writeFile(join(volume, 'd', 'grows'), 'one'), writeFile(join(volume, 'goes'), 'x')]);
    const swapped = async (content: string) => {
      await writeFile(join(volume, 'new'), content);
      await utimes(join(volume, 'new'), 1, 1);
      await rename(join(volume, 'new'), join(volume, 'swapped'));
    };
    await swapped('one');
    const [source, target] = await startBoth(move);
    await source.until('complete', 1);
    // Its size and time stay.
    await swapped('two');
    await Promise.all([appendFile(join(volume, 'd', 'grows'), ' two'), rm(join(volume, 'goes'))]);
    expect(await source.until('changed', 1)).toEqual({ type: 'changed', pass: 1, paths: ['d/grows', 'swapped', 'd/', '.'] });
    expect(await source.end).toMatchObject({ code: 0, result: { pass: 2 } });
    expect(await target.end).toMatchObject({ code: 0, result: { pass: 2, verified: { entries: 4 } } });
    expect(await describeVolume(move.volume('target'))).toEqual(await describeVolume(volume));
  });

  it('give up on a source that never rests', async () => {
    const move = await stage.openMove('restless');
    const busy = join(move.volume('source'), 'busy');
    await writeFile(busy, '');
    const [source, target] = await startBoth(move, { verify: 'none' });
    for (const pass of [1, 2, 3]) {
      await source.until('complete', pass);
      await chmod(busy, 0o600 + pass);
    }
    const { code, result } = await source.end;
    expect([code, result]).toEqual([42, { role: 'source', failure: 'changing', code: 42, details: ['busy', '.'] }]);
    await target.kill('SIGTERM');
  });

  it('both fail when the copy is wrong, and name what is', async () => {
    const move = await stage.openMove('flipped');
    await writeFile(join(move.volume('source'), 'f'), 'right');
    const path = process.env['PATH'] ?? '';
    const held = await holdRestore({ folder: move.repository, seenAs: move.repository, path });
    const [source, target] = await Promise.all([move.start('source'), move.start('target', { programs: join(move.repository, 'held') })]);
    await held.reached(AbortSignal.timeout(60_000));
    const wrong = join(move.volume('target'), 'f');
    const { atime, mtime } = await stat(wrong);
    await writeFile(wrong, 'wrong');
    await utimes(wrong, atime, mtime);
    await held.letGo();
    expect((await target.end).result).toMatchObject({
      failure: 'differs',
      code: 43,
      details: [expect.stringMatching(/^f: (mtime .*, )?content$/)],
    });
    expect((await source.end).result).toEqual({ role: 'source', failure: 'differs', code: 43, details: [] });
  });

  it('name the files that cannot be read, within the size of a termination message', async () => {
    const move = await stage.openMove('unreadable');
    const names = Array.from(
      { length: 30 },
      (_, index) => `${index}`.padStart(2, '0') + (index % 2 ? 'ü'.repeat(110) : '\u0001"'.repeat(110)),
    );
    for (const name of names) await writeFile(join(move.volume('source'), name), '', { mode: 0 });
    if (isRoot) await run('chown', ['-R', '1234', move.volume('source')]);
    const wrapper = isRoot ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search'] : [];
    const source = await move.start('source', { wrapper });
    const { result, code, size } = await source.end;
    expect([code, size < 4096]).toEqual([41, true]);
    expect(result).toMatchObject({ failure: 'unreadable', details: expect.arrayContaining([`${names[1]}: permission denied`]) });
  });

  it('go on after a source was killed in the middle, without sending everything again', async () => {
    const move = await stage.openMove('killed');
    for (const name of ['a', 'b', 'c']) await writeFile(join(move.volume('source'), name), randomBytes(50 << 20));
    // Two seconds lie between the first pack and the end, so that the middle is not missed.
    const programs = join(move.repository, 'slow');
    await mkdir(programs);
    await writeFile(join(programs, 'restic'), '#!/bin/sh\nPATH=${PATH#*:} exec restic --limit-upload 40000 "$@"\n', { mode: 0o755 });
    const [source, target] = await Promise.all([
      move.start('source', { verify: 'none', programs }),
      move.start('target', { verify: 'none' }),
    ]);
    await expect.poll(() => countPacks(move.repository), { timeout: 240_000, interval: 10 }).toBeGreaterThan(0);
    await source.kill('SIGKILL');
    const again = await move.start('source', { try: 2, verify: 'none' });
    const { result, log } = await again.end;
    expect(result).toMatchObject({ role: 'source', pass: 1, files: 3, bytes: 150 << 20 });
    expect((await target.end).result).toMatchObject({ role: 'target', pass: 1 });
    expect(Number(/"data_added":(\d+)/.exec(log)?.[1])).toBeLessThan(150 << 20);
    expect(await describeVolume(move.volume('target'))).toEqual(await describeVolume(move.volume('source')));
  });

  it('restore while the manifest is taken, and need no manifest of a source that died over it', async () => {
    const move = await stage.openMove('overlapped');
    await writeFile(join(move.volume('source'), 'file'), 'first');
    const [source, target] = await startBoth(move);
    await source.until('complete', 1);
    source.signalManifest('SIGSTOP');
    await target.until('restored', 1);
    await source.kill('SIGKILL');
    await writeFile(join(move.volume('source'), 'file'), 'second');
    const again = await move.start('source', { try: 2 });
    expect((await again.end).result).toMatchObject({ role: 'source', pass: 2 });
    expect((await target.end).result).toMatchObject({ role: 'target', pass: 2, verified: { entries: 2 } });
    expect(await describeVolume(move.volume('target'))).toEqual(await describeVolume(move.volume('source')));
  });

  it('believe no marker that the other one has not signed', async () => {
    const move = await stage.openMove('forged');
    await writeFile(join(move.volume('source'), 'file'), 'x');
    const target = await move.start('target');
    await target.until('waiting');
    await forgeMarker(move, `0 complete-9 data-${'0'.repeat(64)} bytes-0 files-0 used-0`);
    const source = await move.start('source');
    expect((await source.end).result).toMatchObject({ role: 'source', pass: 1 });
    expect((await target.end).result).toMatchObject({ role: 'target', pass: 1, verified: { entries: 2 } });
  });

  it('carry an empty volume, proven by restic alone', async () => {
    const busybox = await findProgram('busybox');
    if (busybox === undefined) console.log('busybox is not on PATH: the movers run under /bin/sh only');
    const move = await stage.openMove('empty');
    await chmod(move.volume('source'), 0o700);
    const [source, target] = await startBoth(move, { verify: 'restore', ...(busybox !== undefined && { shell: [busybox, 'ash'] }) });
    expect((await source.end).result).toMatchObject({ pass: 1, files: 0, bytes: 0 });
    expect(Object.keys((await target.end).result ?? {})).toEqual(['role', 'pass', 'snapshot', 'fingerprint']);
    expect(await describeVolume(move.volume('target'))).toEqual(await describeVolume(move.volume('source')));
  });

  it('end at once when asked, wherever they wait', async () => {
    const move = await stage.openMove('asked');
    const target = await move.start('target');
    const source = await move.start('source', { verify: 'none' });
    await source.until('waiting');
    await target.until('waiting');
    await Promise.all([source.kill('SIGTERM'), target.kill('SIGTERM')]);
    expect([(await source.end).code, (await target.end).code]).toEqual([143, 143]);
    // It was not told: it hears that its mover has hung up.
    expect((await target.end).manifestCode).toBe(0);
  });
});

/** What somebody could do who has read the server's password on its way. */
async function forgeMarker({ environment }: StagedMove, text: string): Promise<void> {
  const { RESTIC_REPOSITORY = '', RESTIC_REST_USERNAME, RESTIC_REST_PASSWORD } = environment;
  const headers = { Authorization: `Basic ${btoa(`${RESTIC_REST_USERNAME}:${RESTIC_REST_PASSWORD}`)}` };
  const body = `${'0'.repeat(64)} ${text}`;
  const folder = `${RESTIC_REPOSITORY.replace('rest:', '')}markers/`;
  const name = createHash('sha256').update(body).digest('hex');
  await fetch(`${folder}?create=true`, { method: 'POST', headers });
  const { status } = await fetch(`${folder}snapshots/${name}`, { method: 'POST', headers, body });
  expect(status).toBe(200);
}

/** Packs of data; those of directories are small. */
async function countPacks(repository: string): Promise<number> {
  const names = await readdir(join(repository, 'data'), { recursive: true });
  const packs = names.filter((name) => /\/[0-9a-f]{64}$/.test(name));
  const sizes = await Promise.all(packs.map(async (name) => (await stat(join(repository, 'data', name))).size));
  return sizes.filter((size) => size > 1 << 20).length;
}

async function startBoth(move: StagedMove, options: Parameters<StagedMove['start']>[1] = {}) {
  return Promise.all([move.start('source', options), move.start('target', options)]);
}
