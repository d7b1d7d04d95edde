import { escapeText } from '../../base/escape.ts';
import type { MoveEvent } from '../../move/model/events.ts';
import { formatDuration } from '../durations.ts';
import type { EventView } from './event-view.ts';
import { createLiveLine } from './live-line.ts';
import { liveText, shorten } from './live-text.ts';
import { createPaces } from './paces.ts';
import { phaseTitle } from './phase-titles.ts';
import { type RunningPhase, startedPhase, withoutWait } from './running-phase.ts';
import { startedText } from './started-text.ts';
import type { LogOptions } from './plain.ts';
import type { TextStream } from '../streams.ts';
import type { Style } from '../style.ts';

/** What a view is told besides the events. */
export interface HumanViewOptions extends LogOptions {
  /** Whether the terminal wraps what it has drawn when it is made narrower. */
  readonly wraps: boolean;
}

/** Events for a person at a terminal: one line per phase, the running one redrawn in place. */
export function createHumanView(stream: TextStream, style: Style, { clock, verbose, wraps }: HumanViewOptions): EventView {
  const { signs } = style;
  const live = createLiveLine(stream, style, { clock, wraps });
  const paces = createPaces(clock);
  let running: RunningPhase | undefined;
  const show = (next: RunningPhase | undefined) => {
    running = next;
    if (next === undefined) return live.show(undefined);
    live.show({ render: (columns) => liveText(next, paces.of(next.phase), { columns, signs }), since: next.since });
  };
  const event = (event: MoveEvent): void => {
    switch (event.type) {
      case 'move-started':
        live.show(undefined);
        return live.printAbove(style.strong(escapeText(startedText(event))));
      case 'phase-started':
        return show(startedPhase(event, clock.elapsed()));
      case 'phase-done':
        if (running?.phase === event.phase) show(undefined);
        return live.printAbove(doneLine(event, style));
      case 'progress':
        paces.add(event);
        return running?.phase === event.phase ? show(withoutWait(running)) : undefined;
      case 'waiting':
        // What is prepared in the background may hold up the phase that runs.
        return running === undefined ? undefined : show({ ...running, waitingFor: event.for });
      case 'warning':
        if (event.detail === true && !verbose) return undefined;
        return live.printAbove(`${style.warn(signs.warning)} ${escapeText(event.text)}`);
    }
  };
  const begin = (text: string) => live.show({ render: (columns) => shorten(text, columns - 14, signs), since: clock.elapsed() });
  return { begin, event, pause: () => live.show(undefined), close: () => live.close() };
}

function doneLine(event: Extract<MoveEvent, { type: 'phase-done' }>, style: Style): string {
  const title = phaseTitle(event.phase, event.direction);
  if (event.skipped !== undefined) return `${style.signs.skipped} ${title}  skipped (${escapeText(event.skipped)})`;
  const sign = event.direction === 'forward' ? style.good(style.signs.done) : style.warn(style.signs.undone);
  const note = event.note === undefined ? '' : `  ${escapeText(event.note)}`;
  return `${sign} ${title}${note}  ${style.faint(formatDuration(event.milliseconds))}`;
}
