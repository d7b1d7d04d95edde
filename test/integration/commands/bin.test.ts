// @module-tag core
import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const bin = fileURLToPath(new URL('../../../bin', import.meta.url));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a copy of the program that was never built, on a Node.js that says it is `version`. */
async function startOn(version: string): Promise<Ended> {
  const folder = await mkdtemp(join(tmpdir(), 'liqoctl-bin-'));
  await cp(bin, join(folder, 'bin'), { recursive: true });
  const pretend = `data:text/javascript,Object.defineProperty(process, 'versions', { value: { node: '${version}' } })`;
  const ended = await new Promise<Ended>((resolve) => {
    execFile(process.execPath, ['--import', pretend, join(folder, 'bin', 'liqoctl.js')], { timeout: 30_000 }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    );
  });
  await rm(folder, { recursive: true });
  return ended;
}

test.each(['8.17.0', '18.20.4', '20.18.9'])('Node.js %s is told what is needed, in one line', async (version) => {
  const stderr = `liqoctl needs Node.js 20.19 or newer; this is ${version}.\n`;
  expect(await startOn(version)).toEqual({ code: 1, stdout: '', stderr });
});

test.each(['20.19.0', '22.1.0', '24.0.0'])('Node.js %s goes on, and a missing build is named', async (version) => {
  expect(await startOn(version)).toEqual({ code: 1, stdout: '', stderr: 'liqoctl: it is not built yet: run "npm run build"\n' });
});
