// @module-tag core
import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const bin = fileURLToPath(new URL('../../../bin', import.meta.url));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a copy of a program that was never built, on a Node.js that says it is `version`. */
async function startOn(version: string, program: string): Promise<Ended> {
  const folder = await mkdtemp(join(tmpdir(), 'liqoctl-bin-'));
  await cp(bin, join(folder, 'bin'), { recursive: true });
  const pretend = `data:text/javascript,Object.defineProperty(process, 'versions', { value: { node: '${version}' } })`;
  const ended = await new Promise<Ended>((resolve) => {
    execFile(process.execPath, ['--import', pretend, join(folder, 'bin', `${program}.js`)], { timeout: 30_000 }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    );
  });
  await rm(folder, { recursive: true });
  return ended;
}

describe.each(['liqoctl', 'liqo-storage-controller'])('%s', (program) => {
  test.each(['8.17.0', '18.20.4', '20.18.9'])('on Node.js %s tells what is needed, in one line', async (version) => {
    const stderr = `${program} needs Node.js 20.19 or newer; this is ${version}.\n`;
    expect(await startOn(version, program)).toEqual({ code: 1, stdout: '', stderr });
  });

  test.each(['20.19.0', '22.1.0', '24.0.0'])('on Node.js %s goes on, and names a missing build', async (version) => {
    const stderr = `${program}: it is not built yet: run "npm run build"\n`;
    expect(await startOn(version, program)).toEqual({ code: 1, stdout: '', stderr });
  });
});
