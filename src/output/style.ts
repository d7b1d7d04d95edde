import { Chalk, type ColorSupportLevel } from 'chalk';
import { type Signs, signsFor } from './signs.ts';
import type { Env, TextStream } from './streams.ts';

type Paint = (text: string) => string;

/** Colour roles and signs for one stream. */
export interface Style {
  readonly good: Paint;
  readonly bad: Paint;
  readonly warn: Paint;
  readonly strong: Paint;
  readonly faint: Paint;
  readonly colored: boolean;
  readonly signs: Signs;
}

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
    signs: signsFor(env),
  };
}

/** Whether lines may be redrawn on this stream. */
export function isLive(stream: TextStream, env: Env): boolean {
  return stream.isTTY === true && env['TERM'] !== 'dumb' && !env['CI'];
}

/** Whether the terminal wraps what it has drawn when it is made narrower; xterm, screen and those of VS Code leave the line of the cursor alone. */
export function wrapsDrawn(env: Env): boolean {
  return env['TERM_PROGRAM'] !== 'vscode' && !env['XTERM_VERSION'] && !env['STY'];
}

function colorLevel(stream: TextStream, env: Env): ColorSupportLevel {
  if (env['NO_COLOR']) return 0;
  if (env['FORCE_COLOR']) return env['FORCE_COLOR'] === '0' ? 0 : 1;
  return stream.isTTY === true && env['TERM'] !== 'dumb' ? 1 : 0;
}
