import { describe, expect, it } from 'vitest';
import { AppError, interruption } from '../../../../src/base/errors.ts';
import { goForward } from '../../../../src/move/engine/runner.ts';
import { runBack, runForward } from '../../../../src/move/engine/engine.ts';
import { type Journal, type JournalHandle, phaseState } from '../../../../src/move/model/journal.ts';
import type { CopyingMove } from '../../../../src/move/model/phase.ts';
import { type PhaseName, phaseNames as allPhases, plannedPhases } from '../../../../src/move/model/phase-names.ts';
import { type Phases, phases } from '../../../../src/move/engine/phases.ts';
import { requestOf } from '../../../support/requests.ts';
import { failure } from '../../../support/scripted-port.ts';
import { type Act, cut, endless, engineOf, fails, intended, undoing } from './scripted-engine.ts';
import { until } from '../../../support/until.ts';

/** Of a move that leaves the application alone. */
const phaseNames = plannedPhases();

describe('the way forward', () => {
  it('runs every phase in order, each intended before it acts and done after', async () => {
    const { base, control, ran, journal } = engineOf();
    await runForward(base, control);
    expect(ran).toEqual(intended(...phaseNames));
    for (const name of phaseNames) expect(phaseState(journal.value, name)).toBe('done');
  });

  it('stops and starts the application where the move was planned so', async () => {
    const { base, control, ran } = engineOf({ journal: { order: plannedPhases({ scales: true }) } });
    await runForward(base, control);
    expect(ran).toEqual(intended(...allPhases.filter((name) => name !== 'warm-copy')));
    expect(ran[1]).toBe('stop-application intended');
    expect(ran.at(-3)).toBe('start-application intended');
  });

  it('goes on where it was, beginning with the phase that was under way', async () => {
    const done = (name: PhaseName) => [name, { state: 'done', startedAt: '' }] as const;
    const phases = Object.fromEntries([done('open-journal'), done('arm-guard'), ['hold-source', { state: 'intended', startedAt: '' }]]);
    const { base, control, ran } = engineOf({ journal: { phases } });
    await runForward(base, control);
    expect(ran).toEqual(intended(...phaseNames.slice(2)));
  });

  it('goes without a phase that says that this move does', async () => {
    const { base, control, ran } = engineOf();
    const skipped = { ...base.phases['verify-data'], isSkipped: ({ request }: Journal) => request.verify === 'full' };
    await runForward({ ...base, phases: { ...base.phases, 'verify-data': skipped } }, control);
    expect(ran).toEqual(intended(...phaseNames.filter((name) => name !== 'verify-data')));
  });

  it('does nothing in a phase that the user has opted out of, and says by which flag', async () => {
    const { base, control, ran, events, journal } = engineOf({ journal: { request: requestOf({ verify: 'none' }) } });
    const { optedOut } = phases['verify-data'];
    await runForward(
      { ...base, phases: { ...base.phases, 'verify-data': { ...base.phases['verify-data'], optedOut } } as Phases },
      control,
    );
    expect(ran).toEqual(intended(...phaseNames.filter((name) => name !== 'verify-data')));
    const told = events.find((event) => event.type === 'phase-done' && event.phase === 'verify-data');
    expect(told).toMatchObject({ skipped: '--verify=none' });
    expect(phaseState(journal.value, 'verify-data')).toBe('done');
  });

  it('runs the phases that the journal was planned with, and none that came with a later version', async () => {
    const { base, control, ran } = engineOf({ journal: { order: ['open-journal', 'hold-source', 'swap-claim'] } });
    await runForward(base, control);
    expect(ran).toEqual(intended('open-journal', 'hold-source', 'swap-claim'));
  });

  it('does not act before the intention is stored', async () => {
    const { base, control, ran } = engineOf();
    const update = async () => {
      throw failure('forbidden');
    };
    const journal: JournalHandle = { ...base.journal, value: base.journal.value, update };
    await expect(runForward({ ...base, journal }, control)).rejects.toMatchObject({ reason: 'forbidden' });
    expect(ran).toEqual([]);
  });

  it.each([0, 1])('writes its intention and its end when the server has time for it (write %i)', async (refused) => {
    const { base, control, clock } = engineOf();
    let writes = 0;
    const update: JournalHandle['update'] = async (change) => {
      writes += 1;
      if (writes === refused + 1) throw failure('tooManyRequests', { retryAfter: 15 });
      await base.journal.update(change);
    };
    const journal: JournalHandle = { ...base.journal, value: base.journal.value, update };
    const running = runForward({ ...base, journal }, control);
    await clock.sleepers(1);
    await clock.advance(15_000);
    await running;
    expect(clock.slept).toEqual([15_000]);
  });

  it('tells of each phase, and how long it took', async () => {
    const journal = { order: phaseNames.slice(0, 2) };
    const { base, control, events, clock } = engineOf({ journal, forward: { 'arm-guard': () => clock.advance(1500) } });
    await runForward(base, control);
    expect(events.filter(({ type }) => type.startsWith('phase'))).toEqual([
      { type: 'phase-started', phase: 'open-journal', direction: 'forward', step: 1, steps: 2 },
      { type: 'phase-done', phase: 'open-journal', direction: 'forward', milliseconds: 0 },
      { type: 'phase-started', phase: 'arm-guard', direction: 'forward', step: 2, steps: 2 },
      { type: 'phase-done', phase: 'arm-guard', direction: 'forward', milliseconds: 1500 },
    ]);
  });

  it.each([
    ['conflict', 250],
    ['unreachable', 1000],
  ] as const)('tries a phase again after %s', async (reason, pause) => {
    let left = 3;
    const { base, control, ran, clock } = engineOf({
      forward: {
        'hold-source': async () => {
          if ((left -= 1) >= 0) throw failure(reason);
        },
      },
    });
    const running = runForward(base, control);
    for (let turn = 0; turn < 3; turn += 1) {
      await clock.sleepers(1);
      await clock.advance(pause);
    }
    await running;
    expect(ran.filter((text) => text.startsWith('hold-source'))).toHaveLength(4);
  });
});

describe('a failure', () => {
  it('before the cut is undone at once, last phase first, the failed one included', async () => {
    const noRoom: Act = async (move) => (await clock.advance(1500), fails('no room')(move));
    const { base, control, ran, journal, clock } = engineOf({ forward: { 'stage-target': noRoom } });
    const outcome = await goForward(base, control);
    const touched = phaseNames.slice(0, phaseNames.indexOf('stage-target') + 1);
    expect(ran).toEqual([...intended(...touched), ...undoing(...touched.toReversed())]);
    expect(outcome).toMatchObject({ kind: 'undone', interrupted: false, cause: { message: 'no room' } });
    expect(journal.value).toMatchObject({ direction: 'back', error: { phase: 'stage-target', message: 'no room' } });
    expect(journal.value.error?.at).toBe('2026-01-01T00:00:01.500Z');
  });

  it('after the cut is only written down', async () => {
    const { base, control, ran, journal } = engineOf({ forward: { 'swap-claim': cut, 'adopt-target': fails('terminating') } });
    const outcome = await goForward(base, control);
    expect(ran.filter((text) => text.endsWith('undoing'))).toEqual([]);
    expect(outcome).toMatchObject({ kind: 'stopped', phase: 'adopt-target', interrupted: false, cause: { message: 'terminating' } });
    expect(outcome).toMatchObject({ ways: ['resume', 'abort'] });
    expect(journal.value).toMatchObject({ direction: 'forward', error: { message: 'terminating' } });
  });

  it('in the swap, but before the claim was touched, is undone', async () => {
    const { base, control } = engineOf({ forward: { 'swap-claim': fails('mounted') } });
    expect(await goForward(base, control)).toMatchObject({ kind: 'undone' });
  });

  it('of the way back stops there, with both reasons kept apart', async () => {
    const { base, control, journal } = engineOf({
      forward: { 'take-snapshot': fails('unreadable') },
      undo: { 'hold-source': fails('gone') },
    });
    const outcome = await goForward(base, control);
    expect(outcome).toMatchObject({ kind: 'stopped', phase: 'hold-source', cause: { message: 'gone' }, ways: ['finish-rollback'] });
    expect(phaseState(journal.value, 'hold-source')).toBe('undoing');
    expect(phaseState(journal.value, 'open-workspace')).toBe('undone');
    expect(phaseState(journal.value, 'arm-guard')).toBe('done');
  });

  it('that nobody foresaw is a defect of ours, and undone all the same', async () => {
    const { base, control } = engineOf({
      forward: {
        'take-snapshot': async () => {
          throw new TypeError('x is undefined');
        },
      },
    });
    expect(await goForward(base, control)).toMatchObject({ kind: 'undone', cause: { kind: 'bug', message: 'x is undefined' } });
  });
});

describe('a foreign pod that names the claim', () => {
  it('is watched for from the armed guard on, and ends a phase before the swap', async () => {
    const { base, control, mounted, watching, ran, journal } = engineOf({ forward: { 'verify-data': endless } });
    const running = goForward(base, control);
    await until(() => ran.includes('verify-data intended'));
    expect(watching[0]).toBe('arm-guard intended');
    mounted.abort(new AppError('move', 'named by a pod'));
    expect(await running).toMatchObject({ kind: 'undone', interrupted: false, cause: { message: 'named by a pod' } });
    expect(journal.value.error).toMatchObject({ phase: 'verify-data', message: 'named by a pod' });
  });

  it('is known to the swap, and no concern of anything after the cut', async () => {
    const seen: string[] = [];
    const note: Act = async (move) => void seen.push(`${move.mounted?.aborted}`);
    const script = engineOf({ forward: { 'swap-claim': async (move) => (await note(move), cut(move)), 'adopt-target': note } });
    script.mounted.abort(new AppError('move', 'named by a pod'));
    const done = phaseNames.slice(0, phaseNames.indexOf('swap-claim')).map((name) => [name, { state: 'done', startedAt: '' }]);
    await script.journal.update((value) => ({ ...value, phases: Object.fromEntries(done) as Journal['phases'] }));
    expect(await goForward(script.base, script.control)).toMatchObject({ kind: 'moved' });
    expect(seen).toEqual(['true', 'undefined']);
  });
});

describe('the way back', () => {
  it('is not taken over phases that were never begun, or are undone', async () => {
    const phases = {
      'open-journal': { state: 'done', startedAt: '' },
      'arm-guard': { state: 'done', startedAt: '' },
      'hold-source': { state: 'undoing', startedAt: '' },
      'open-workspace': { state: 'undone', startedAt: '' },
    } as const;
    const { base, control, ran, journal } = engineOf({ journal: { phases } });
    await runBack(base, control);
    expect(ran).toEqual(undoing('hold-source', 'arm-guard', 'open-journal'));
    for (const name of Object.keys(phases)) expect(phaseState(journal.value, name as PhaseName)).toBe('undone');
  });
});

describe('Ctrl-C', () => {
  it('before the swap ends the running phase and undoes everything', async () => {
    const { base, control, gentle, ran } = engineOf({ forward: { 'take-snapshot': endless } });
    const running = goForward(base, control);
    await until(() => ran.includes('take-snapshot intended'));
    gentle.abort(interruption());
    expect(await running).toMatchObject({ kind: 'undone', interrupted: true });
    expect(ran.at(-1)).toBe('open-journal undoing');
  });

  it.each(['swap-claim', 'adopt-target'] as const)('in %s lets that phase finish, then stops', async (phase) => {
    const script = engineOf({
      forward: {
        'swap-claim': async (move) => {
          await cut(move);
          if (phase === 'swap-claim') await interruptHere(move);
        },
        'adopt-target': async (move) => (phase === 'adopt-target' ? interruptHere(move) : undefined),
      },
    });
    const interruptHere: Act = async (move) => {
      script.gentle.abort(interruption());
      expect(move.signal.aborted).toBe(false);
    };
    const outcome = await goForward(script.base, script.control);
    expect(outcome).toMatchObject({ kind: 'stopped', interrupted: true, phase });
    expect(script.ran.at(-1)).toBe(`${phase} intended`);
    expect(phaseState(script.journal.value, phase)).toBe('done');
    expect(script.journal.value.direction).toBe('forward');
  });

  it('twice stops at once, and nothing more is written', async () => {
    const script = engineOf({
      forward: {
        'take-snapshot': async (move) => {
          script.gentle.abort(interruption());
          await endless(move);
        },
      },
      undo: { 'stage-target': (move) => secondInterrupt(move) },
    });
    const secondInterrupt: Act = async (move) => {
      script.hard.abort(interruption());
      move.signal.throwIfAborted();
    };
    // The first one has come before the phase listens.
    const outcome = await goForward({ ...script.base, phases: withEndedSnapshot(script.base.phases) }, script.control);
    expect(outcome).toMatchObject({ kind: 'stopped', interrupted: true, phase: 'stage-target' });
    expect(script.ran.at(-1)).toBe('stage-target undoing');
    expect(phaseState(script.journal.value, 'stage-target')).toBe('undoing');
  });

  it('of which the lease knows nothing: a lost lease stops at once and is the caller`s to judge', async () => {
    const script = engineOf({
      forward: {
        'adopt-target': async (move) => {
          script.hard.abort(new Error('lost'));
          move.signal.throwIfAborted();
        },
      },
    });
    const before = () => script.ran.filter((text) => text.endsWith('undoing'));
    await expect(goForward(script.base, script.control)).rejects.toThrow('lost');
    expect(before()).toEqual([]);
    expect(script.journal.value.error).toBeUndefined();
  });
});

/** The phase fails by its signal, whether that was aborted before or after it began. */
function withEndedSnapshot(phases: Phases): Phases {
  const snapshot = phases['take-snapshot'];
  const forward = async (move: CopyingMove) => {
    const ended = endless(move);
    await Promise.race([snapshot.forward(move), ended]);
  };
  return { ...phases, 'take-snapshot': { ...snapshot, copies: true, forward } };
}
