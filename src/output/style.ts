import { Chalk, type ColorSupportLevel } from 'chalk';
import type { Env, TextStream } from './streams.ts';

type Paint = (text: string) => string;

/** Colour roles and glyphs for one stream. */
export interface Style {
  readonly good: Paint;
  readonly bad: Paint;
  readonly warn: Paint;
  readonly strong: Paint;
  readonly faint: Paint;
  readonly colored: boolean;
  /** Columns of the terminal; 80 where that is not known. */
  readonly width: number;
}

/** Glyphs that start a line on a terminal. */
export const glyphs = { done: '✔', undone: '↩', failed: '✖', warning: '⚠' } as const;

/** Colours only for terminals, and never with NO_COLOR (no-color.org) or a dumb terminal; FORCE_COLOR overrides both facts. */
export function styleFor(stream: TextStream, env: Env): Style {
  const level = colorLevel(stream, env);
  const chalk = new Chalk({ level });
  return {
    good: chalk.green,
    bad: chalk.red,
    warn: chalk.yellow,
    strong: chalk.bold,
    faint: chalk.dim,
    colored: level > 0,
    width: stream.columns ?? 80,
  };
}

/** Whether lines may be redrawn on this stream. */
export function isLive(stream: TextStream, env: Env): boolean {
  return stream.isTTY === true && env['TERM'] !== 'dumb' && !env['CI'];
}

function colorLevel(stream: TextStream, env: Env): ColorSupportLevel {
  if (env['NO_COLOR']) return 0;
  if (env['FORCE_COLOR']) return env['FORCE_COLOR'] === '0' ? 0 : 1;
  return stream.isTTY === true && env['TERM'] !== 'dumb' ? 1 : 0;
}
