import { readFile } from 'node:fs/promises';
import { type Schema, Validator } from '@cfworker/json-schema';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src/base/errors.ts';
import { kubectl, liqoctl } from '../../../src/base/hint.ts';
import type { Moves } from '../../../src/commands/host.ts';
import type { MoveOutcome } from '../../../src/move/model/outcome.ts';
import { recordedMove } from '../../support/recorded-move.ts';
import { reportOf } from '../../support/reports.ts';
import { runCli, type Stage } from '../../support/run-cli.ts';
import { closing, plan, report, shortMove } from './script.ts';
import { runningSummary } from '../../support/move-summaries.ts';

/** What is wrong with a document by the published schema of a command. */
async function faults(command: string, printed: string): Promise<readonly string[]> {
  const schema = JSON.parse(await readFile(`docs/schema/${command.replaceAll(' ', '-')}.json`, 'utf8')) as Schema;
  const { errors } = new Validator(schema, '2020-12').validate(JSON.parse(printed));
  return errors.map(({ instanceLocation, error }) => `${instanceLocation}: ${error}`);
}

const refusal = { check: 'claim-mounted', message: 'a pod uses it', seen: ['pod db-0'], next: [kubectl('scale'), 'stop it'] };
const cause = new AppError('move', 'the mover was lost', { seen: ['node gone'], next: [liqoctl('move resume db')] });

const outcomes: readonly MoveOutcome[] = [
  { kind: 'moved', report, ...closing },
  { kind: 'kept', report, ...closing },
  { kind: 'already-there', message: 'it is there' },
  { kind: 'planned', plan, refusals: [refusal] },
  { kind: 'refused', refusals: [refusal] },
  { kind: 'undone', cause: undefined, interrupted: false },
  { kind: 'undone', cause, interrupted: true },
  { kind: 'stopped', cause, interrupted: false, phase: 'restore-data', ways: ['resume', 'abort'] },
];

const summary = runningSummary;

const status = { ...summary, holder: 'h', step: 7, steps: 15, progress: { bytes: 1, files: 2, totalBytes: 3, pass: 1 } };
const trace = { kind: 'Namespace', name: 'x', cluster: 'rome', move: 'm', judgement: 'keep', done: false, why: 'w', next: ['n'] } as const;

/** Command lines, and engines that find something for each. */
const listings: readonly (readonly [line: string, moves: Partial<Moves>])[] = [
  [
    'move list',
    { listMoves: async () => [summary, { ...summary, error: 'e' }], listLeftBehind: async () => [{ move: 'm', leftBehind: 'l' }] },
  ],
  ['move list', {}],
  ['move status db', { readMoveStatus: async () => ({ kind: 'open', status }) }],
  [
    'move status db',
    { readMoveStatus: async () => ({ kind: 'ended', record: { version: 1, outcome: 'undone', ...reportOf(), error: 'e' } }) },
  ],
  ['move status db', {}],
  ['move cleanup', { cleanUpMoves: async () => ({ found: [trace], unseen: ['milan'] }) }],
  ['move rbac --user alice', {}],
];

const print = async (line: string, stage: Stage = {}) => (await runCli([...line.split(' '), '-o', 'json'], stage)).stdout;

/** Three commands drive a move to its end, and print the same. */
const wordsOf = (line: string) =>
  line
    .split(' ')
    .slice(0, 2)
    .join(' ')
    .replace(/move (resume|abort)/, 'move volume');

describe('the published schemas', () => {
  it.each(outcomes.map((outcome) => [outcome.kind, outcome] as const))('fit a move that is %s', async (_kind, outcome) => {
    for (const line of ['move volume db --target-node milan', 'move resume db', 'move abort db']) {
      expect(await faults(wordsOf(line), await print(line, { outcome }))).toEqual([]);
    }
  });

  it.each(listings)('fit what %s finds', async (line, moves) => {
    expect(await faults(wordsOf(line), await print(line, { moves }))).toEqual([]);
  });

  const lines = [...listings.map(([line]) => line), 'move volume db --target-node milan', 'move abort db', 'info volume'];
  const refused = async () => Promise.reject(new AppError('cluster', 'no answer', { next: [liqoctl('move list')] }));

  it.each([...new Set(lines)])('fit each failure of %s', async (line) => {
    for (const printed of [await print(line, { collaborators: { connect: refused } }), await print(`${line} --no-such-flag`)]) {
      expect(await faults(wordsOf(line), printed)).toEqual([]);
    }
  });

  it('fit the lines of a move', async () => {
    const told = [...shortMove, ...recordedMove.filter((each) => typeof each !== 'string')].map(([, event]) => event);
    const act: Stage['act'] = ({ emit }) => told.forEach(emit);
    const { stdout } = await runCli(['move', 'volume', 'db', '--target-node', 'milan', '-o', 'jsonl'], { act });
    const lines = stdout.trimEnd().split('\n').slice(0, -1);
    expect(lines).toHaveLength(told.length);
    for (const line of lines) expect(await faults('move events', line)).toEqual([]);
  });

  it('refuse what they do not describe', async () => {
    const document = { version: 1, exitCode: 0, moves: [summary], leftBehind: [] };
    expect(await faults('move list', JSON.stringify(document))).toEqual([]);
    expect(await faults('move list', JSON.stringify({ ...document, version: 2 }))).not.toEqual([]);
    expect(await faults('move list', JSON.stringify({ ...document, moves: [{ ...summary, phase: 'dreaming' }] }))).not.toEqual([]);
    expect(await faults('move list', JSON.stringify({ version: 1, exitCode: 0 }))).not.toEqual([]);
  });
});
