import { execFile } from 'node:child_process';
import { appendFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ManifestProgram, startManifestProgram } from '../../movers/manifest-program.ts';

const large = 1 << 23;
/** Rules for a volume that was synced at that time; later than anything that a test writes, or only now. */
const longAfter = `since-${Math.round(Date.now() / 1000) + 3600}`;
const rightAfter = `since-${Math.round(Date.now() / 1000)}`;

describe('files that are known from an earlier manifest', { timeout: 60_000 }, () => {
  let program: ManifestProgram;
  const path = (name: string) => join(program.volume, name);
  beforeEach(async () => {
    program = await startManifestProgram();
    // A path of their own each, in an order that sorts differently as a whole and by its parts.
    await promisify(execFile)('mkdir', ['-p', path('d'), path('d !')]);
    for (const name of ['d/large', 'd !/large', 'large']) await put(name, name);
  });
  afterEach(async () => {
    await program.end();
  });

  /** Writes a file that looks like the one before it, but for its ctime. */
  async function put(name: string, content: string): Promise<void> {
    await writeFile(path(name), Buffer.alloc(large, content));
    await utimes(path(name), 1, 1);
  }

  /** Describes the volume by that rule; how many of the large files were read. */
  async function read(rule: string): Promise<number> {
    const before = await program.readBytes();
    expect(await program.ask(`manifest 1${rule === '' ? '' : ` ${rule}`}`)).toMatch(/^done 6 /);
    return Math.floor(((await program.readBytes()) - before) / large);
  }

  async function contents(): Promise<unknown[]> {
    return (await program.readManifest()).map(({ path: name, content }) => [name, content]);
  }

  it('are not read again, and described all the same', async () => {
    expect(await read(longAfter)).toBe(3);
    const first = await contents();
    expect(await read(longAfter)).toBe(0);
    expect(await contents()).toEqual(first);
    expect(await read(longAfter)).toBe(0);
    expect(await read('')).toBe(3);
    expect(await contents()).toEqual(first);
  });

  it('are read again after a write, whatever size and mtime say', async () => {
    await read(longAfter);
    await put('d/large', 'other');
    expect(await read(longAfter)).toBe(1);
    expect(await program.compare()).toMatch(/^named 0 /);
  });

  it('are not remembered when they were written to shortly before the volume was synced', async () => {
    expect(await read(rightAfter)).toBe(3);
    expect(await read(rightAfter)).toBe(3);
  });

  it('of a copy count by size and mtime, for a restore sets all times again', async () => {
    await read('copy');
    await utimes(path('large'), 1, 1);
    expect(await read('copy')).toBe(0);
    await appendFile(path('large'), 'more');
    expect(await read('copy')).toBe(1);
  });
});
