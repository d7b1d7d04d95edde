import type { Clock } from '../base/clock.ts';
import type { MoveEvent } from '../move/model/events.ts';
import type { Ending } from './ending.ts';
import { endingText } from './ending-text.ts';
import type { EventView } from './event-view.ts';
import { createHumanView } from './human.ts';
import { endingDocument, endingLine, eventLine, toJson } from './json.ts';
import { createPlainView } from './plain.ts';
import type { Env, Streams } from './streams.ts';
import { isLive, styleFor } from './style.ts';
import { writeLines } from './write-lines.ts';

export type OutputFormat = 'text' | 'json' | 'jsonl';

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
  const { format, streams, clock } = options;
  const view = format === 'jsonl' ? jsonLinesView(options) : progressView(options);
  return {
    event: (event) => view.event(event),
    end: (ending) => {
      view.close();
      const text = endingText(ending, styleFor(streams.stderr, options.env), options.verbose);
      writeLines(streams.stderr, text.remarks);
      if (format === 'text') writeLines(streams.stdout, text.result);
      else if (format === 'json') writeLines(streams.stdout, [toJson(endingDocument(ending), 2)]);
      else writeLines(streams.stdout, [endingLine(ending, clock.now())]);
    },
  };
}

function progressView({ streams, env, clock }: ReporterOptions): EventView {
  const stream = streams.stderr;
  return isLive(stream, env) ? createHumanView(stream, styleFor(stream, env), clock) : createPlainView(stream, clock);
}

function jsonLinesView({ streams, clock }: ReporterOptions): EventView {
  return { event: (event) => writeLines(streams.stdout, [eventLine(event, clock.now())]), close: () => undefined };
}
