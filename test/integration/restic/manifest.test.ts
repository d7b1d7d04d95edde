import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDescription } from './manifest-description.ts';
import { type ManifestProgram, startManifestProgram } from '../../movers/manifest-program.ts';
import { canDescribe, describeVolume } from '../../fidelity/describe-volume.ts';
import { fillVolume, keyOfPath, type TreeItem, treeItems } from '../../fidelity/volume-tree.ts';

let program: ManifestProgram;

beforeAll(async () => {
  program = await startManifestProgram();
});

afterAll(async () => {
  expect(await program.end()).toBe(0);
});

describe('manifest program', { timeout: 240_000 }, () => {
  it('describes every tree as find, stat, getfattr and sha256sum do, in the order of the names', async ({ skip }) => {
    skip(!(await canDescribe()));
    await fc.assert(
      fc.asyncProperty(treeItems, async (items) => {
        await fillVolume(program.volume, items);
        const expected = await describeVolume(program.volume);
        const actual = await readDescription(program);
        expect(actual).toEqual(expected);
        expect([...actual.keys()]).toEqual([...expected.keys()]);
      }),
      { numRuns: 40 },
    );
  });

  it('names exactly the paths in which two trees differ', async ({ skip }) => {
    skip(!(await canDescribe()));
    await fc.assert(
      fc.asyncProperty(treeItems, treeItems, fc.nat(12), async (before, after, gone) => {
        await fillVolume(program.volume, before);
        const old = await readDescription(program);
        await fillVolume(program.volume, [...after, ...before.slice(gone)]);
        const now = await describeVolume(program.volume);
        const answer = await program.compare();
        const named = (await program.readDetails()).map((line) =>
          keyOfPath(
            line.replace(/: (missing|only here|content|attribute .*|(type|mode|owner|mtime|size|target|same file as) .* became .*)$/s, ''),
          ),
        );
        const keys = new Set([...old.keys(), ...now.keys()]);
        const expected = [...keys].filter((key) => JSON.stringify(sorted(old.get(key))) !== JSON.stringify(sorted(now.get(key))));
        expect(new Set(named)).toEqual(new Set(expected));
        expect(answer).toBe(`named ${expected.length} ${expected.length > 0 ? 'differs' : 'times'}`);
      }),
      { numRuns: 25 },
    );
  });

  it('says what is different', async () => {
    const file = (mode: number, content: string): TreeItem => ({
      names: [Buffer.from('f')],
      kind: 'file',
      content: Buffer.from(content),
      mode,
      seconds: 7,
    });
    await fillVolume(program.volume, [file(0o644, 'one')]);
    await program.ask('manifest 1');
    await fillVolume(program.volume, [file(0o4600, 'two')]);
    expect(await program.compare()).toBe('named 1 differs');
    expect(await program.readDetails()).toEqual(['f: mode 0644 became 4600, content']);
    await fillVolume(program.volume, [file(0o4600, 'six')]);
    expect(await program.compare()).toBe('named 1 differs');
    expect(await program.readDetails()).toEqual(['f: content']);
    await promisify(execFile)('python3', ['-c', 'import os; os.setxattr("f", "user.x", b"1")'], { cwd: program.volume });
    expect(await program.compare()).toBe('named 1 differs');
    expect(await program.readDetails()).toEqual(['f: attribute user.x']);
  });

  it('leaves out what the copy leaves out, in the root only', async () => {
    const item = (...names: string[]): TreeItem => ({
      names: names.map((name) => Buffer.from(name)),
      kind: 'file',
      content: Buffer.from('x'),
      mode: 0o644,
      seconds: 7,
    });
    await fillVolume(program.volume, [item('deep', 'left out'), item('left out')]);
    await program.ask('manifest 1');
    expect((await program.readManifest()).map(({ path }) => path)).toEqual(['.', 'deep', 'deep/left out']);
  });

  it('gives equal trees equal digests', async () => {
    await fillVolume(program.volume, []);
    const total = await program.ask('manifest 1');
    expect(total).toMatch(/^done \d+ [0-9a-f]{64}( 0){5} - 0$/);
    expect(await program.ask('manifest 1')).toBe(total);
    expect(await program.compare()).toMatch(/^named 0 /);
  });
});

function sorted(facts: Record<string, unknown> | undefined): unknown {
  return facts && Object.entries(facts).sort(([one], [other]) => (one < other ? -1 : 1));
}
