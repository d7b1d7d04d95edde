import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { AppError } from '../../../../src/base/errors.ts';
import { liqoctl } from '../../../../src/base/hint.ts';
import type { Moves } from '../../../../src/commands/host.ts';
import { runningSummary, stoppedSummary } from '../../../support/move-summaries.ts';
import { runCli } from '../../../support/run-cli.ts';

const moves = [runningSummary, stoppedSummary];

const leftBehind = [{ move: 'uvwxyzabcd', leftBehind: 'PersistentVolume real in rome is still there: it is kept by finalizer x' }];

const list = (format: string, ...more: readonly string[]) => {
  const found = { listMoves: async () => moves, listLeftBehind: async () => leftBehind } as unknown as Moves;
  return runCli(['move', 'list', '-o', format, ...more], { collaborators: { moves: async () => found } });
};

test('people get a table', async () => {
  expect((await list('text')).stdout).toMatchInlineSnapshot(`
    "NAMESPACE  CLAIM     FROM    TO      STATE    PHASE                      AGE
    app        db        rome-1  milan   running  Restore data               2m5s
    shop       orders-0  milan   rome-2  stopped  Roll back: protect source  25h
    Left behind:
      by move uvwxyzabcd: PersistentVolume real in rome is still there: it is kept by finalizer x
    "
  `);
});

test('-o wide says why a move has stopped, and --no-headers leaves rows alone', async () => {
  expect((await list('wide', '--no-headers')).stdout).toMatchInlineSnapshot(`
    "app   db        rome-1  milan   running  Restore data               2m5s  abcdefghij  -
    shop  orders-0  milan   rome-2  stopped  Roll back: protect source  25h   klmnopqrst  the mover was lost
    "
  `);
});

test('names are the claims that are moved', async () => {
  expect(await list('name')).toMatchObject({ code: 0, stdout: 'persistentvolumeclaim/db\npersistentvolumeclaim/orders-0\n', stderr: '' });
});

test('scripts get everything', async () => {
  expect(JSON.parse((await list('json')).stdout)).toEqual({ version: 1, exitCode: 0, moves, leftBehind });
  expect(parse((await list('yaml')).stdout)).toEqual({ version: 1, exitCode: 0, moves, leftBehind });
  const lines = (await list('jsonl')).stdout.trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([...moves, ...leftBehind]);
});

test('no moves are an empty list for scripts and a word for people', async () => {
  expect(await runCli(['move', 'list'])).toMatchObject({ code: 0, stdout: '', stderr: 'No moves.\n' });
  const { stdout, stderr } = await runCli(['move', 'list', '-o', 'json']);
  expect([JSON.parse(stdout), stderr]).toEqual([{ version: 1, exitCode: 0, moves: [], leftBehind: [] }, '']);
});

test.each(['json', 'jsonl', 'yaml'])('a failure is a document for scripts too (%s)', async (format) => {
  const moves = async () => Promise.reject(new AppError('cluster', 'no answer', { next: [liqoctl('move list')] }));
  const { code, stdout } = await runCli(['move', 'list', '--context', 'rome', '-o', format], { collaborators: { moves } });
  expect(code).toBe(6);
  expect(parse(stdout)).toMatchObject({ exitCode: 6, error: { message: 'no answer', next: ['liqoctl move list --context rome'] } });
});
