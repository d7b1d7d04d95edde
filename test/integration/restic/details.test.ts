import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findProgram } from '../../sandbox/pods/tools.ts';

const run = promisify(execFile);
const mover = fileURLToPath(new URL('../../../src/restic/mover', import.meta.url));

/** What the mover's shell makes of these details, each given as a JSON string. */
async function format(lines: readonly string[], shell: readonly string[] = ['sh']): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'details-'));
  await writeFile(join(folder, 'details'), lines.map((line) => `${line}\n`).join(''));
  const [program, ...args] = [...shell, '-c', '. ./result.sh; format_details'];
  const { stdout } = await run(program, args, { cwd: mover, env: { ...process.env, RUN: folder } });
  await rm(folder, { recursive: true });
  return stdout;
}

async function shorten(detail: string): Promise<string> {
  return (JSON.parse(`[${await format([JSON.stringify(detail)])}]`) as string[])[0] ?? '';
}

describe('details of a failure', { timeout: 240_000 }, () => {
  it('keep the reason at the end of a long path', async () => {
    expect(await shorten(`a/${'deep/'.repeat(1000)}file: permission denied`)).toMatch(
      /^a\/(deep\/){11}\.\.\.(\/deep){31,36}\/file: permission denied$/,
    );
    expect(await shorten(`${'x'.repeat(300)}: cannot open /etc/x: no such file or directory`)).toMatch(
      /^x{57,59}\.\.\.x+: cannot open \/etc\/x: no such file or directory$/,
    );
    expect(await shorten(`short/${'y'.repeat(200)}: reason`)).toBe(`short/${'y'.repeat(200)}: reason`);
  });

  it('are whole JSON and whole characters, wherever they are cut, and fit into a termination message', async () => {
    const busybox = await findProgram('busybox');
    if (busybox === undefined) console.log('busybox is not on PATH: only /bin/sh shortens details');
    const piece = fc.constantFrom('a', '/', '\\"', '\\\\', '\\n', '\\u0001', '\\u00fc', 'ü', '日', '😀', ': ');
    const line = fc.array(piece, { maxLength: 400 }).map((pieces) => `"${pieces.join('')}: permission denied"`);
    for (const shell of [['sh'], ...(busybox === undefined ? [] : [[busybox, 'ash']])]) {
      await fc.assert(
        fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 30 }), async (lines) => {
          const text = await format(lines, shell);
          const details = JSON.parse(`[${text}]`) as string[];
          expect(Buffer.byteLength(text)).toBeLessThan(3600);
          expect(text).not.toContain('\ufffd');
          for (const detail of details) expect(detail).toMatch(/: permission denied$|^and \d+ more$/);
        }),
        { numRuns: 15 },
      );
    }
  });
});
