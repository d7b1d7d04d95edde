import ora from 'ora';
import type { Clock } from '../../base/clock.ts';
import { escapeText } from '../../base/escape.ts';
import type { MoveEvent } from '../../move/model/events.ts';
import type { PhaseName } from '../../move/model/phase-names.ts';
import { formatDuration } from '../durations.ts';
import type { EventView } from './event-view.ts';
import type { Pace } from './pace.ts';
import { createPaces } from './paces.ts';
import { phaseTitle } from './phase-titles.ts';
import { bar, progressParts } from './progress-text.ts';
import { startedText } from './started-text.ts';
import type { TextStream } from '../streams.ts';
import { glyphs, type Style } from '../style.ts';

/** The phase that runs. */
interface Running {
  readonly phase: PhaseName;
  readonly title: string;
  readonly since: number;
  readonly waitingFor?: string;
}

/** Events for a person at a terminal: one line per phase, the running one redrawn in place. */
export function createHumanView(stream: TextStream, style: Style, clock: Clock): EventView {
  const live = createLiveLine(stream, style, clock);
  const paces = createPaces(clock);
  let running: Running | undefined;
  const show = (next: Running | undefined) => {
    running = next;
    live.show(next === undefined ? undefined : { text: liveText(next, paces.of(next.phase), style), since: next.since });
  };
  const event = (event: MoveEvent): void => {
    switch (event.type) {
      case 'move-started':
        return live.printAbove(style.strong(escapeText(startedText(event))));
      case 'phase-started':
        return show({ phase: event.phase, title: phaseTitle(event.phase, event.direction), since: clock.elapsed() });
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
        return live.printAbove(`${style.warn(glyphs.warning)} ${escapeText(event.text)}`);
    }
  };
  return { event, close: () => show(undefined) };
}

interface LiveLine {
  /** Draws, redraws or, for undefined, clears the line; `since` is when its phase started. */
  show(line: { readonly text: string; readonly since: number } | undefined): void;
  printAbove(text: string): void;
}

function createLiveLine(stream: TextStream, style: Style, clock: Clock): LiveLine {
  // Reading stdin would swallow Ctrl-C as a key.
  const spinner = ora({ stream, isEnabled: true, discardStdin: false, color: style.colored ? 'cyan' : false });
  let since: number | undefined;
  // Asked for at every frame, so that a wait is seen to be alive.
  spinner.suffixText = () => (since === undefined ? '' : style.faint(formatDuration(clock.elapsed() - since)));
  return {
    show: (line) => {
      since = line?.since;
      if (line === undefined) return void spinner.stop();
      spinner.text = line.text;
      if (spinner.isSpinning) spinner.render();
      else spinner.start();
    },
    printAbove: (text) => {
      spinner.stop();
      stream.write(`${text}\n`);
      if (since !== undefined) spinner.start();
    },
  };
}

/** News of a copy end a wait. */
function withoutWait({ phase, title, since }: Running): Running {
  return { phase, title, since };
}

function liveText(running: Running, pace: Pace | undefined, style: Style): string {
  // A line that wraps is redrawn wrongly when the terminal is resized; spinner and seconds need their room too.
  const room = Math.max(20, style.width - 14);
  const waiting = running.waitingFor === undefined ? [] : [`waiting for ${escapeText(running.waitingFor)}`];
  const copied = pace === undefined ? [] : [...barParts(pace, style), ...progressParts(pace)];
  return cut(fitting([running.title, ...waiting, ...copied], room), room);
}

/** The width depends on the terminal alone: a bar that made room for a longer number would seem to go backwards. */
function barParts(pace: Pace, style: Style): string[] {
  const cells = style.width >= 120 ? 24 : 10;
  return pace.fraction === undefined || style.width < 96 ? [] : [bar(pace.fraction, cells)];
}

/** As many parts as there is room for, the first two in any case. */
function fitting(parts: readonly string[], room: number): string {
  return parts.reduce((line, part, index) => (index > 1 && line.length + 2 + part.length > room ? line : `${line}  ${part}`));
}

function cut(text: string, columns: number): string {
  const characters = Array.from(text);
  return characters.length <= columns ? text : `${characters.slice(0, columns - 1).join('')}…`;
}

function doneLine(event: Extract<MoveEvent, { type: 'phase-done' }>, style: Style): string {
  const glyph = event.direction === 'forward' ? style.good(glyphs.done) : style.warn(glyphs.undone);
  const note = event.note === undefined ? '' : `  ${escapeText(event.note)}`;
  return `${glyph} ${phaseTitle(event.phase, event.direction)}${note}  ${style.faint(formatDuration(event.milliseconds))}`;
}
