import type { Clock } from '../../base/time/clock.ts';
import { escapeText } from '../../base/escape.ts';
import type { MoveEvent } from '../../move/model/events.ts';
import { formatDuration } from '../durations.ts';
import type { EventView } from './event-view.ts';
import { createHeartbeat } from './heartbeat.ts';
import type { Pace } from './pace.ts';
import { createPaces, type Paces } from './paces.ts';
import { phaseTitle } from './phase-titles.ts';
import { progressText } from './progress-text.ts';
import { type RunningPhase, startedPhase, waitText, withoutWait } from './running-phase.ts';
import type { TextStream } from '../streams.ts';
import { startedText } from './started-text.ts';

/** Milliseconds between two progress lines. */
const quiet = 10_000;

/** What a view is told besides the events. */
export interface LogOptions {
  readonly clock: Clock;
  readonly verbose: boolean;
}

/** What the log knows of the phase that runs. */
interface Log {
  running: RunningPhase | undefined;
  readonly say: (text: string) => void;
  readonly stop: () => void;
}

/** Events as plain lines without control codes, for logs and pipes: each with its time, and one now and then while nothing happens. */
export function createPlainView(stream: TextStream, { clock, verbose }: LogOptions): EventView {
  const paces = createPaces(clock);
  const log = openLog(stream, paces, clock);
  const { say } = log;
  let nextLine = 0;
  const progress = (event: Extract<MoveEvent, { type: 'progress' }>) => {
    const [now, pace] = [clock.elapsed(), paces.add(event)];
    if (event.phase !== log.running?.phase) return;
    log.running = withoutWait(log.running);
    if (now < nextLine) return;
    nextLine = now + quiet;
    say(`${log.running.title}: ${progressText(pace)}`);
  };
  const event = (event: MoveEvent): void => {
    switch (event.type) {
      case 'move-started':
        return say(startedText(event));
      case 'phase-started':
        log.running = startedPhase(event, clock.elapsed());
        nextLine = clock.elapsed() + quiet;
        return say(log.running.title);
      case 'phase-done':
        if (log.running?.phase === event.phase) log.running = undefined;
        return say(doneText(event));
      case 'progress':
        return progress(event);
      case 'waiting':
        return sayWaiting(log, event);
      case 'warning':
        return event.detail === true && !verbose ? undefined : say(`Warning: ${event.text}`);
    }
  };
  return { begin: () => undefined, event, pause: () => undefined, close: log.stop };
}

function openLog(stream: TextStream, paces: Paces, clock: Clock): Log {
  const heartbeat = createHeartbeat(clock, () => {
    if (log.running !== undefined) log.say(stillText(log.running, paces.of(log.running.phase), clock.elapsed()));
  });
  const log: Log = {
    running: undefined,
    say: (text) => {
      stream.write(`${timeStamp(clock.now())} ${escapeText(text)}\n`);
      if (log.running === undefined) heartbeat.stop();
      else heartbeat.restart();
    },
    stop: () => heartbeat.stop(),
  };
  return log;
}

/** What is prepared in the background may hold up the phase that runs. */
function sayWaiting(log: Log, event: Extract<MoveEvent, { type: 'waiting' }>): void {
  if (log.running !== undefined) log.running = { ...log.running, waitingFor: event.for };
  log.say(`${log.running?.title ?? phaseTitle(event.phase)}: waiting for ${event.for}`);
}

/** UTC to the second, as in `2026-01-02T03:04:05Z`. */
function timeStamp(now: Date): string {
  return `${now.toISOString().slice(0, 19)}Z`;
}

function stillText(running: RunningPhase, pace: Pace | undefined, now: number): string {
  const copied = pace === undefined ? [] : [progressText(pace)];
  return [`${running.title}: still running after ${formatDuration(now - running.since)}`, ...waitText(running, pace), ...copied].join(', ');
}

function doneText(event: Extract<MoveEvent, { type: 'phase-done' }>): string {
  const title = phaseTitle(event.phase, event.direction);
  if (event.skipped !== undefined) return `${title}: skipped (${event.skipped})`;
  const note = event.note === undefined ? '' : `, ${event.note}`;
  return `${title}: done in ${formatDuration(event.milliseconds)}${note}`;
}
