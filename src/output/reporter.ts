import type { Clock } from '../base/time/clock.ts';
import type { MoveEvent } from '../move/model/events.ts';
import type { Ending } from './ending/ending.ts';
import { eventLine } from './ending/json.ts';
import { printEnding } from './ending/print-ending.ts';
import type { EventView } from './progress/event-view.ts';
import { createHumanView } from './progress/human.ts';
import type { OutputFormat } from './formats.ts';
import { createPlainView } from './progress/plain.ts';
import type { Env, Streams } from './streams.ts';
import { isLive, styleFor, wrapsDrawn } from './style.ts';
import { writeLines } from './write-lines.ts';

/** What a command says while it works and when it ends. */
export interface Reporter {
  /** What is done before the first event, for a terminal that would show nothing. */
  begin(text: string): void;
  event(event: MoveEvent): void;
  /** Leaves the terminal to a question, until the next call. */
  pause(): void;
  /** The last call. */
  end(ending: Ending): void;
}

export interface ReporterOptions {
  readonly format: OutputFormat;
  readonly streams: Streams;
  readonly env: Env;
  readonly clock: Clock;
  readonly verbose: boolean;
}

/** Events on stderr, the result on stdout; with jsonl the events are the result. */
export function createReporter(options: ReporterOptions): Reporter {
  const view = views[options.format](options);
  return {
    begin: (text) => view.begin(text),
    event: (event) => view.event(event),
    pause: () => view.pause(),
    end: (ending) => {
      view.close();
      printEnding(ending, options);
    },
  };
}

const views: Readonly<Record<OutputFormat, (options: ReporterOptions) => EventView>> = {
  text: progressView,
  wide: progressView,
  yaml: progressView,
  json: progressView,
  name: progressView,
  jsonl: jsonLinesView,
};

function progressView({ streams, env, clock, verbose }: ReporterOptions): EventView {
  const stream = streams.stderr;
  const told = { clock, verbose, wraps: wrapsDrawn(env) };
  return isLive(stream, env) ? createHumanView(stream, styleFor(stream, env), told) : createPlainView(stream, told);
}

function jsonLinesView({ streams, clock }: ReporterOptions): EventView {
  const event = (told: MoveEvent) => writeLines(streams.stdout, [eventLine(told, clock.now())]);
  return { begin: () => undefined, event, pause: () => undefined, close: () => undefined };
}
