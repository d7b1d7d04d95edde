import type { Clock } from '../../base/clock.ts';
import { escapeText } from '../../base/escape.ts';
import type { MoveEvent } from '../../move/model/events.ts';
import type { PhaseName } from '../../move/model/phase-names.ts';
import { formatDuration } from '../durations.ts';
import type { EventView } from './event-view.ts';
import { createPaces } from './paces.ts';
import { phaseTitle } from './phase-titles.ts';
import { progressText } from './progress-text.ts';
import type { TextStream } from '../streams.ts';
import { startedText } from './started-text.ts';

/** Milliseconds between two progress lines. */
const quiet = 10_000;

/** Events as plain lines without control codes, for logs and pipes. */
export function createPlainView(stream: TextStream, clock: Clock): EventView {
  const paces = createPaces(clock);
  let running: PhaseName | undefined;
  let nextLine = 0;
  const say = (text: string) => stream.write(`${escapeText(text)}\n`);
  const progress = (event: Extract<MoveEvent, { type: 'progress' }>) => {
    const now = clock.elapsed();
    const pace = paces.add(event);
    if (event.phase !== running || now < nextLine) return;
    nextLine = now + quiet;
    say(`${phaseTitle(event.phase)}: ${progressText(pace)}`);
  };
  const event = (event: MoveEvent): void => {
    switch (event.type) {
      case 'move-started':
        return void say(startedText(event));
      case 'phase-started':
        running = event.phase;
        nextLine = clock.elapsed() + quiet;
        return void say(`${phaseTitle(event.phase, event.direction)}`);
      case 'phase-done':
        return void say(doneText(event));
      case 'progress':
        return progress(event);
      case 'waiting':
        return void say(`${phaseTitle(event.phase)}: waiting for ${event.for}`);
      case 'warning':
        return void say(`Warning: ${event.text}`);
    }
  };
  return { event, close: () => undefined };
}

function doneText(event: Extract<MoveEvent, { type: 'phase-done' }>): string {
  const note = event.note === undefined ? '' : `, ${event.note}`;
  return `${phaseTitle(event.phase, event.direction)}: done in ${formatDuration(event.milliseconds)}${note}`;
}
