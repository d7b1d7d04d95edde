import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { AppError } from '../../../../src/base/errors.ts';
import { checkTools, findTools } from '../../../sandbox/pods/tools.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tools-'));
  vi.stubEnv('PATH', folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

it('a python3 that is nowhere is missing', async () => {
  const tools = await findTools();
  expect(tools.python).toBeUndefined();
  expect(() => checkTools(tools, ['python3'])).toThrow(AppError);
});

it('a python3 that is there and does not answer is not called missing: its own words are told', async () => {
  const file = join(folder, 'python3');
  await writeFile(file, '#!/bin/sh\necho "no version is set" >&2\nexit 127\n');
  await chmod(file, 0o755);
  await expect(findTools()).rejects.toThrow('no version is set');
});
