import { describe, expect, it } from 'vitest';
import type { Moves } from '../../../src/commands/host.ts';
import type { MoveContext } from '../../../src/move/model/context.ts';
import { reportOf } from '../../support/reports.ts';
import { runCli, type Stage } from '../../support/run-cli.ts';
import { plan } from '../output/script.ts';

const argv = ['move', 'volume', 'db', '-n', 'app', '--target-node', 'milan'];

/** An engine that finds nothing in the way of the move, and asks about it as it does. */
const act = async ({ confirm }: MoveContext) => confirm?.(plan);

const move = (stage: Stage, ...flags: readonly string[]) => runCli([...argv, ...flags], { terminal: true, act, ...stage });

describe('move volume on a terminal', () => {
  it.each(['y', 'Y', 'yes', ' Yes '])('shows its plan and begins at %j', async (answer) => {
    const { code, stderr } = await move({ answer });
    expect(code).toBe(0);
    expect(stderr).toContain(`Claim app/db from rome-1 to milan:
  size           at most 10 GiB
  stops          no pod can use the claim until the move ends
  source volume  deleted after cutover
Move? [y/N] `);
  });

  it.each(['n', 'no', '', 'yesterday', 'ja', undefined])('changes nothing at %j, with exit code 3', async (answer) => {
    const { code, stderr } = await move(answer === undefined ? {} : { answer });
    expect([code, stderr]).toEqual([3, expect.stringMatching(/✖ Not confirmed: nothing was changed\n$/)]);
  });

  it('says nothing about times that nobody has measured, and those of the last move', async () => {
    const findRecord = async () => ({ version: 1 as const, outcome: 'moved' as const, ...reportOf(), lockedMilliseconds: 25_000 });
    const { stderr } = await move({ answer: 'y', moves: { findRecord } });
    expect(stderr).toMatch(/\n {2}size {11}at most 10 GiB; .* at its last move\n {2}time {11}\d+ s, downtime 25 s at its last move\n/);
    expect((await move({ answer: 'y' })).stderr).not.toContain('  time');
  });

  it('names who is scaled for the move', async () => {
    const scaled = [{ kind: 'StatefulSet', name: 'db', replicas: 1, scaledTo: 0 }] as const;
    const scaling = async ({ confirm }: MoveContext) => confirm?.({ ...plan, scaled });
    expect((await move({ answer: 'y', act: scaling })).stderr).toContain('StatefulSet db scaled from 1 to 0 for the move, then back');
  });

  it('warns once, although it checks again after the answer', async () => {
    const twice = async ({ emit, confirm }: MoveContext) => {
      for (let time = 0; time < 2; time += 1) emit({ type: 'warning', text: 'no guard here' });
      await confirm?.(plan);
    };
    expect((await move({ answer: 'y', act: twice })).stderr.match(/no guard here/g)).toHaveLength(1);
  });
});

it.each<[string, Stage, string[]]>([
  ['-y was typed', {}, ['-y']],
  ['--skip-confirm was typed, as for the Go tool', {}, ['--skip-confirm']],
  ['nobody is at a terminal', { terminal: false }, []],
  ['it runs in CI', { env: { CI: 'true' } }, []],
  ['a program reads the result', {}, ['-o', 'json']],
])('nothing is asked where %s', async (_why, stage, flags) => {
  const { code, stderr } = await move(stage, ...flags);
  expect([code, stderr]).toEqual([0, expect.not.stringContaining('[y/N]')]);
});

describe('other commands that take something away', () => {
  const discard = ['move', 'abort', 'db', '-n', 'app', '--discard-changes'];

  it('asks before changes of the application are lost', async () => {
    const declined = await runCli(discard, { terminal: true, answer: 'n' });
    expect(declined).toMatchObject({ code: 3, calls: [], stderr: expect.stringContaining('what was written to the new one is lost') });
    expect((await runCli(discard, { terminal: true, answer: 'y' })).calls).toMatchObject([{ verb: 'abortMove' }]);
    expect((await runCli([...discard, '--yes'], { terminal: true })).calls).toMatchObject([{ verb: 'abortMove' }]);
  });

  it('rolls back without a question where nothing is lost', async () => {
    expect((await runCli(discard.slice(0, -1), { terminal: true })).calls).toMatchObject([{ verb: 'abortMove' }]);
  });

  it('lists what a cleanup would remove, and removes it after a yes only', async () => {
    const dryRuns: boolean[] = [];
    const trace = { kind: 'Namespace', name: 'liqo-move-x-1', cluster: 'rome', move: 'x', next: [] };
    const cleanUpMoves: Moves['cleanUpMoves'] = async ({ dryRun }) => {
      dryRuns.push(dryRun);
      return { found: [{ ...trace, judgement: 'remove', done: !dryRun }], unseen: [] };
    };
    const cleanup = (answer: string) => runCli(['move', 'cleanup', '-A'], { terminal: true, answer, moves: { cleanUpMoves } });
    const declined = await cleanup('n');
    expect([declined.code, dryRuns]).toEqual([3, [true]]);
    expect(declined.stderr).toMatch(/to remove +Namespace +liqo-move-x-1.*\nRemove or release 1 object\? \[y\/N\] /);
    expect(await cleanup('y')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^STATE .*\nremoved /) });
    expect(dryRuns).toEqual([true, true, false]);
  });
});
