import { expect, it } from 'vitest';
import { reportOf } from '../../support/reports.ts';
import { runCli } from '../../support/run-cli.ts';

const line = ['move', 'resume', 'data', '-n', 'shop', '--report', 'move.json'];

it('is the document of -o json, whatever is printed', async () => {
  const files = new Map<string, string>();
  const writeText = async (path: string, text: string) => void files.set(path, text);
  const outcome = { kind: 'moved' as const, report: reportOf(), unseen: [], next: [] };
  const { stdout } = await runCli([...line, '-o', 'json'], { outcome, collaborators: { writeText } });
  expect(JSON.parse(files.get('move.json') ?? '')).toEqual(JSON.parse(stdout));
  const text = await runCli(line, { outcome, collaborators: { writeText } });
  expect(text.stdout).toContain('Moved');
  expect(files.get('move.json')).toBe(stdout);
});

it('is refused before anything begins where it cannot be written', async () => {
  const writeText = () => Promise.reject(new Error('EACCES: permission denied'));
  const { code, calls, stderr } = await runCli(line, { collaborators: { writeText } });
  expect({ code, calls }).toEqual({ code: 2, calls: [] });
  expect(stderr).toContain('--report: move.json cannot be written: EACCES');
});

it('is only warned of where the disk is full in the end', async () => {
  let writes = 0;
  const writeText = async () => {
    writes += 1;
    if (writes > 1) throw new Error('ENOSPC: no space left');
  };
  const { code, stderr } = await runCli(line, { collaborators: { writeText } });
  expect(code).toBe(0);
  expect(stderr).toContain('Warning: the report could not be written: ENOSPC');
});
