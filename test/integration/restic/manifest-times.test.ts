import { execFile } from 'node:child_process';
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { startManifestProgram } from '../../movers/manifest-program.ts';

it('where times may be lost the manifest leaves out those that were told of, and what is finer than the coarsest file system', async () => {
  const program = await startManifestProgram([], { MOVER_LOST_TIMES: 'accepted' });
  const names = ['plain', 'odd', "line\n'2", 'line'];
  for (const name of names) await writeFile(join(program.volume, name), '');
  await promisify(execFile)('touch', ['-d', '@1000000003.5', ...names, '.'], { cwd: program.volume });
  await appendFile(join(program.volume, '..', 'times'), "//-1 data/odd\n//-5 data/line\n'2\n//3000000000 data\n");
  expect(await program.ask('manifest 1')).toMatch(/^done 5 [0-9a-f]{64} .* 2$/);
  const times = (await program.readManifest()).map(({ path, mtime }) => [path, mtime]);
  expect(times).toEqual([
    ['.', undefined],
    ['line', '1000000002000000000'],
    ["line\\n'2", undefined],
    ['odd', undefined],
    ['plain', '1000000002000000000'],
  ]);
  expect(await program.end()).toBe(0);
});
