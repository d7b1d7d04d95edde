import type { Clock } from '../base/clock.ts';
import type { MoveEvent } from '../move/model/events.ts';
import type { Ending } from './ending/ending.ts';
import { type EndingText, endingText } from './ending/ending-text.ts';
import type { EventView } from './progress/event-view.ts';
import { createHumanView } from './progress/human.ts';
import type { OutputFormat } from './formats.ts';
import { endingDocument, endingLines, eventLine, toJson } from './ending/json.ts';
import { createPlainView } from './progress/plain.ts';
import type { Env, Streams } from './streams.ts';
import { isLive, styleFor } from './style.ts';
import { writeLines } from './write-lines.ts';

/** What a command says while it works and when it ends. */
export interface Reporter {
  event(event: MoveEvent): void;
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
  const { streams, clock } = options;
  const { openView, result, isForPeople } = formats[options.format];
  const view = openView(options);
  return {
    event: (event) => view.event(event),
    end: (ending) => {
      view.close();
      const text = endingText(ending, styleFor(streams.stderr, options.env), options.verbose);
      // That nothing was found, a program sees in the document.
      if (isForPeople || ending.kind !== 'listing') writeLines(streams.stderr, text.remarks);
      writeLines(streams.stdout, result(ending, text, clock.now()));
    },
  };
}

interface Format {
  readonly openView: (options: ReporterOptions) => EventView;
  /** The last lines on stdout. */
  readonly result: (ending: Ending, text: EndingText, now: Date) => readonly string[];
  readonly isForPeople: boolean;
}

const formats: Readonly<Record<OutputFormat, Format>> = {
  text: { openView: progressView, result: (_ending, text) => text.result, isForPeople: true },
  json: { openView: progressView, result: (ending) => [toJson(endingDocument(ending), 2)], isForPeople: false },
  jsonl: { openView: jsonLinesView, result: (ending, _text, now) => endingLines(ending, now), isForPeople: false },
};

function progressView({ streams, env, clock }: ReporterOptions): EventView {
  const stream = streams.stderr;
  return isLive(stream, env) ? createHumanView(stream, styleFor(stream, env), clock) : createPlainView(stream, clock);
}

function jsonLinesView({ streams, clock }: ReporterOptions): EventView {
  return { event: (event) => writeLines(streams.stdout, [eventLine(event, clock.now())]), close: () => undefined };
}
