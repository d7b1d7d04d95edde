import { chmod, lutimes, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyFolder, fillFolder, listFolder } from '../../matrix/world/folders.ts';
import { VolumeFolders } from '../../matrix/world/volume-folders.ts';

let around: string;
let folder: string;
let folders: VolumeFolders;
let files: string;

beforeEach(async () => {
  around = await mkdtemp(join(tmpdir(), 'volume-'));
  folder = join(around, 'volume', 'data');
  folders = new VolumeFolders();
  await folders.ensure(folder);
  await folders.write(folder, () => fillFolder(folder, 'seed'));
  files = listFolder(folder) ?? '';
});

afterEach(() => rm(around, { recursive: true }));

const blob = () => join(folder, 'deep', 'blob');

describe('what is remembered of the folder of a volume', () => {
  it('is what a look at it would see', () => {
    expect(folders.list(folder)).toBe(files);
    expect(folders.holds(folder, files)).toBe(true);
    expect(folders.list(join(around, 'nowhere'))).toBeUndefined();
  });

  it.each<[string, () => Promise<void>]>([
    ['the content', () => writeFile(blob(), 'other')],
    ['the mode', () => chmod(blob(), 0o600)],
    ['the time', () => lutimes(blob(), 0, 0)],
    ['an entry less', () => rm(blob())],
    ['an entry more', () => writeFile(join(folder, 'deep', 'more'), '')],
  ])('is no more when somebody has written: %s', async (_, act) => {
    folders.list(folder);
    await folders.write(folder, act);
    expect(folders.holds(folder, files)).toBe(false);
    expect(folders.list(folder)).toBe(listFolder(folder));
  });

  it('is nothing while somebody writes, and is not what another one has left when he is done', async () => {
    const copy = join(around, 'copy', 'data');
    await copyFolder(folder, copy);
    expect(folders.holds(copy, files)).toBe(true);
    await folders.write(copy, async () => {
      await folders.write(copy, () => writeFile(join(copy, 'with space'), 'first'));
      expect(folders.holds(copy, files)).toBe(false);
      await writeFile(join(copy, 'with space'), 'second');
      expect(folders.list(copy)).toBe(listFolder(copy));
      await copyFolder(folder, copy);
      expect(folders.holds(copy, files)).toBe(true);
    });
    expect(folders.findMistaken()).toEqual([]);
  });

  it('ends with the folder', async () => {
    folders.list(folder);
    await folders.remove(folder);
    expect(folders.holds(folder, files)).toBe(false);
    expect(folders.findMistaken()).toEqual([]);
  });

  it('is forgotten also when a write fails', async () => {
    folders.list(folder);
    const failing = folders.write(folder, async () => {
      await rm(blob());
      throw new Error('no space left');
    });
    await expect(failing).rejects.toThrow('no space left');
    expect(folders.holds(folder, files)).toBe(false);
  });

  it('is found to be mistaken when somebody has written without a word', async () => {
    folders.list(folder);
    await writeFile(blob(), 'other');
    expect(folders.findMistaken()).toEqual([folder]);
  });
});
