import { describe, expect, test } from 'vitest';
import { AppError } from '../../../src/base/errors.ts';
import { KubeError } from '../../../src/kube/client/errors.ts';
import type { MoveOutcome } from '../../../src/move/model/outcome.ts';
import { closing, plan, report } from '../output/script.ts';
import { createTestClock } from '../../support/terminal.ts';
import { runCli } from '../../support/run-cli.ts';

const move = 'move volume db --target-node milan'.split(' ');
const cause = new AppError('move', 'the mover was lost');
const refusals = [{ check: 'claim-mounted', message: 'a pod mounts it', next: [] }];
const unreachable = new KubeError({ reason: 'unreachable', message: 'connection refused', attempt: 'read claims app/db in this cluster' });

describe('the exit code of an outcome', () => {
  test.each<[string, MoveOutcome, number]>([
    ['moved', { kind: 'moved', report, ...closing }, 0],
    ['kept', { kind: 'kept', report, ...closing }, 0],
    ['already there', { kind: 'already-there', message: '' }, 0],
    ['planned', { kind: 'planned', plan, refusals: [] }, 0],
    ['planned, with refusals', { kind: 'planned', plan, refusals }, 3],
    ['refused', { kind: 'refused', refusals }, 3],
    ['undone as asked', { kind: 'undone', cause: undefined, interrupted: false }, 0],
    ['failed and undone', { kind: 'undone', cause, interrupted: false }, 4],
    ['failed for the cluster and undone', { kind: 'undone', cause: unreachable, interrupted: false }, 4],
    ['interrupted and undone', { kind: 'undone', cause: undefined, interrupted: true }, 130],
    ['stopped', { kind: 'stopped', cause, interrupted: false, phase: 'swap-claim', ways: ['resume', 'abort'] }, 5],
    ['stopped by an interrupt', { kind: 'stopped', cause, interrupted: true, phase: 'swap-claim', ways: ['resume', 'abort'] }, 130],
  ])('%s', async (_name, outcome, code) => {
    for (const format of ['text', 'json', 'jsonl']) {
      const result = await runCli([...move, '-o', format], { outcome });
      expect(result.code).toBe(code);
      if (format !== 'text') expect(JSON.parse(result.stdout)).toMatchObject({ exitCode: code, outcome: { kind: outcome.kind } });
    }
  });
});

describe('the exit code of an error', () => {
  test.each<[string, unknown, number]>([
    ['unexpected', new TypeError('x is not a function'), 1],
    ['not even an error', 'boom', 1],
    ['a defect', new AppError('bug', 'x'), 1],
    ['usage', new AppError('usage', 'x'), 2],
    ['refused', new AppError('refused', 'x'), 3],
    ['stopped', new AppError('move', 'x'), 5],
    ['cluster', unreachable, 6],
    ['interrupted', new AppError('interrupted', 'x'), 130],
  ])('%s', async (_name, thrown, code) => {
    const act = () => Promise.reject(thrown as Error);
    for (const line of [[...move], ['move', 'resume', 'db'], ['move', 'abort', 'db'], ['move', 'list']]) {
      const result = await runCli(line, { act });
      expect(result).toMatchObject({ code, stdout: '' });
      expect(result.stderr).toMatch(/^✖ /);
    }
    const { stdout } = await runCli([...move, '-o', 'json'], { act });
    expect(JSON.parse(stdout)).toMatchObject({ version: 1, exitCode: code, error: { message: expect.any(String) } });
  });

  test('a cluster that cannot be connected to', async () => {
    const result = await runCli(move, { collaborators: { connect: () => Promise.reject(unreachable) } });
    expect(result).toMatchObject({ code: 6, stdout: '', calls: [] });
    expect(result.stderr).toMatch(/^✖ read claims app\/db in this cluster: connection refused\n {2}Next:\n {4}check kubeconfig/);
  });

  test('an unexpected error shows its stack with -v only', async () => {
    const act = () => Promise.reject(new TypeError('x is not a function'));
    expect((await runCli(move, { act })).stderr).not.toContain('exit-codes.test.ts');
    expect((await runCli([...move, '-v'], { act })).stderr).toContain('exit-codes.test.ts');
    expect((await runCli(['-v', 'move', 'list'], { act })).stderr).toContain('exit-codes.test.ts');
  });
});

describe('interrupts', () => {
  test('the first and the second are answered at once, and reach the engine', async () => {
    const gentle = new AbortController();
    const hard = new AbortController();
    const interrupt = { gentle: gentle.signal, hard: hard.signal };
    const result = await runCli(move, {
      collaborators: { interrupt },
      act: (context) => {
        expect(context.interrupt).toBe(interrupt);
        gentle.abort();
        hard.abort();
      },
      outcome: { kind: 'stopped', cause, interrupted: true, phase: 'swap-claim', ways: ['resume', 'abort'] },
    });
    expect(result.code).toBe(130);
    expect(result.stderr.split('\n').slice(0, 2)).toEqual([
      '2026-01-02T03:04:05Z Warning: Interrupted: stopping at the next safe point. Press Ctrl-C again to exit immediately.',
      '2026-01-02T03:04:05Z Warning: Interrupted again: exiting immediately; a move that is not over keeps its journal.',
    ]);
    expect(result.stderr.trimEnd().split('\n').at(-1)).toContain('is not finished; its journal is kept');
  });

  test('an engine that does not end after the second is left behind', async () => {
    const hard = new AbortController();
    const interrupt = { gentle: new AbortController().signal, hard: hard.signal };
    const act = () => {
      hard.abort();
      return new Promise<void>(() => undefined);
    };
    const clock = { ...createTestClock(), sleep: async () => undefined };
    const { code, stderr } = await runCli(move, { act, collaborators: { interrupt, clock } });
    expect(code).toBe(130);
    expect(stderr).toMatch(/✖ Interrupted\n$/);
  });

  test.each(['move list', 'move resume db'])('one is enough while %s connects', async (line) => {
    const gentle = new AbortController();
    const connect = () => {
      gentle.abort();
      return new Promise<never>(() => undefined);
    };
    const interrupt = { gentle: gentle.signal, hard: new AbortController().signal };
    const { code, calls } = await runCli(line.split(' '), { collaborators: { interrupt, connect } });
    expect([code, calls]).toEqual([130, []]);
  });
});
