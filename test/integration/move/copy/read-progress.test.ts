// @module-tag core
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AppError } from '../../../../src/base/errors.ts';
import type { Pod } from '../../../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../../../src/kube/client/port.ts';
import { createObservable } from '../../../../src/base/observable.ts';
import { readProgress } from '../../../../src/move/copy/read-progress.ts';
import type { CopyState } from '../../../../src/move/model/copy-state.ts';
import { createFakeClock } from '../../../fake-clock.ts';
import { failure } from '../../../support/scripted-port.ts';
import { sourceDone } from '../../../support/source-done.ts';
import { portWith } from '../../../support/ports.ts';
import { openApiServers } from '../api-servers.ts';
import { createMoverPod, running, unheard } from './mover-pods.ts';

const heard: Pod['status'] = { phase: 'Running', containerStatuses: [running] };
const waiting = '{"message_type":"mover","milestone":"waiting","pass":1}';
const progress = (bytes: number) => `{"message_type":"mover","step":"compare","pass":1,"bytes":${bytes},"files":1}`;

/** Follows the target mover, whose log `follow` stands for, on a clock that stands still. */
async function openReading(status: Pod['status'], follow: (signal: AbortSignal) => AsyncIterable<string>) {
  const lab = await openApiServers();
  const [clock, over] = [createFakeClock(), new AbortController()];
  onTestFinished(() => over.abort());
  const logs: KubePort['logs'] = (_pod, options, signal) =>
    options.follow === true ? follow(signal) : last(progress(1), 'its last words');
  const move = await lab.move({}, { clock, signal: over.signal, consumer: portWith(lab.rome, { logs }) });
  const pod = await createMoverPod(lab.rome, status);
  const board = createObservable<CopyState>({ reached: [], waiting: [] });
  const state: { error?: AppError } = {};
  const ending = readProgress(move, 'target', { pod: () => pod, board }).catch((error: AppError) => (state.error = error));
  await clock.sleepers(1);
  return { clock, board, state, ending };
}

async function* last(...lines: string[]): AsyncIterable<string> {
  yield* lines;
}

/** Lines, and then silence. */
async function* silentAfter(signal: AbortSignal, ...lines: string[]): AsyncIterable<string> {
  yield* lines;
  await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(failure('aborted'))));
}

// eslint-disable-next-line require-yield -- a log that cannot be read
async function* unreadable(): AsyncIterable<string> {
  throw failure('serverError');
}

describe('a copy counts as stalled', () => {
  it('when its log can be read and shows no progress, with what is seen of the mover and the repository', async () => {
    const { clock, state, ending } = await openReading(heard, (signal) => silentAfter(signal, progress(1)));
    await clock.advance(895_000);
    expect(state.error).toBeUndefined();
    await clock.advance(15_000);
    await ending;
    expect(state.error).toMatchObject({ kind: 'move', message: 'the target mover has made no progress for 900 s' });
    const seen = state.error?.seen.join('\n');
    for (const fact of ['pod shop/mover-x: Running', 'container restic: running', 'its last words', 'repository does not exist']) {
      expect(seen).toContain(fact);
    }
    expect(seen).not.toContain('message_type');
  });

  it('when its log cannot be read and its node is not heard of', async () => {
    const { clock, state, ending } = await openReading(unheard, unreadable);
    await clock.advance(905_000);
    await ending;
    expect(state.error?.seen.join('\n')).toContain('its node is not heard of any more');
  });

  it('when both movers wait for each other', async () => {
    const { clock, board, state, ending } = await openReading(heard, (signal) => silentAfter(signal, waiting));
    await clock.advance(5_000);
    board.update((now) => ({ ...now, waiting: [...now.waiting, 'source'] }));
    await clock.advance(905_000);
    await ending;
    expect(state.error).toMatchObject({ message: 'both movers wait for each other, and have made no progress for 900 s' });
  });

  it('when it waits for a mover that has left', async () => {
    const { clock, board, state, ending } = await openReading(heard, (signal) => silentAfter(signal, waiting));
    board.update((now) => ({ ...now, source: sourceDone }));
    await clock.advance(910_000);
    await ending;
    expect(state.error).toMatchObject({ message: 'the target mover has made no progress for 900 s' });
  });
});

describe('a copy does not count as stalled', () => {
  it.each<[string, (signal: AbortSignal) => AsyncIterable<string>]>([
    ['as long as its log cannot be read', unreadable],
    ['while it waits for the other mover', (signal) => silentAfter(signal, waiting)],
  ])('%s', async (_, follow) => {
    const { clock, state } = await openReading(heard, follow);
    await clock.advance(10_000_000);
    expect(state.error).toBeUndefined();
  });
});

it('opens a log again that has ended although its container runs', async () => {
  let opened = 0;
  const { clock } = await openReading(heard, (signal) => {
    opened += 1;
    return opened === 1 ? last(progress(1)) : silentAfter(signal, progress(2));
  });
  await clock.sleepers(2);
  await clock.advance(1_000);
  expect(opened).toBe(2);
});
