import ora, { type Ora } from 'ora';
import type { Clock } from '../base/clock.ts';
import { escapeText } from '../base/escape.ts';
import type { MoveEvent } from '../move/events.ts';
import { formatDuration } from './durations.ts';
import type { EventView } from './event-view.ts';
import { advancePace, type Pace } from './pace.ts';
import { phaseTitle } from './phase-titles.ts';
import { bar, progressParts } from './progress-text.ts';
import { startedText } from './started-text.ts';
import type { TextStream } from './streams.ts';
import { glyphs, type Style } from './style.ts';

/** What the live line is about. */
interface Live {
  readonly title: string;
  readonly since: number;
  readonly pace?: Pace;
  readonly waitingFor?: string;
}

/** Events for a person at a terminal: one line per phase, the running one redrawn in place. */
export function createHumanView(stream: TextStream, style: Style, clock: Clock): EventView {
  let live: Live | undefined;
  const spinner = createSpinner(stream, style);
  const show = (next: Live | undefined) => {
    live = next;
    if (next === undefined) return void spinner.stop();
    spinner.text = liveText(next, style);
    if (spinner.isSpinning) spinner.render();
    else spinner.start();
  };
  // The seconds of the running phase: asked for at every frame, so that a wait is seen to be alive.
  spinner.suffixText = () => (live === undefined ? '' : style.faint(formatDuration(clock.elapsed() - live.since)));
  const line = (text: string) => {
    spinner.stop();
    stream.write(`${text}\n`);
    if (live !== undefined) spinner.start();
  };
  const event = (event: MoveEvent): void => {
    switch (event.type) {
      case 'move-started':
        return line(style.strong(escapeText(startedText(event))));
      case 'phase-started':
        return show({ title: phaseTitle(event.phase, event.direction), since: clock.elapsed() });
      case 'phase-done':
        show(undefined);
        return line(doneLine(event, style));
      case 'progress':
        return show(progressed(live, event, clock.elapsed()));
      case 'waiting':
        return show({ ...(live ?? blank(event.phase, clock.elapsed())), waitingFor: event.for });
      case 'warning':
        return line(`${style.warn(glyphs.warning)} ${escapeText(event.text)}`);
    }
  };
  return { event, close: () => show(undefined) };
}

function createSpinner(stream: TextStream, style: Style): Ora {
  // Reading stdin would swallow Ctrl-C as a key.
  return ora({ stream, isEnabled: true, discardStdin: false, color: style.colored ? 'cyan' : false });
}

function blank(phase: Extract<MoveEvent, { type: 'waiting' }>['phase'], now: number): Live {
  return { title: phaseTitle(phase), since: now };
}

/** News of a copy end a wait. */
function progressed(live: Live | undefined, event: Extract<MoveEvent, { type: 'progress' }>, now: number): Live {
  const { title, since } = live ?? blank(event.phase, now);
  return { title, since, pace: advancePace(live?.pace, event.progress, now) };
}

function liveText(live: Live, style: Style): string {
  // A line that wraps is redrawn wrongly when the terminal is resized; spinner and seconds need their room too.
  const room = Math.max(20, style.width - 14);
  const waiting = live.waitingFor === undefined ? [] : [`waiting for ${escapeText(live.waitingFor)}`];
  const copied = live.pace === undefined ? [] : [...barParts(live.pace, style), ...progressParts(live.pace)];
  return cut(fitting([live.title, ...waiting, ...copied], room), room);
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
