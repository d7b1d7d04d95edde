import type { Env } from './streams.ts';

/** Signs that start a line, and what a bar and a spinner are drawn with. */
export interface Signs {
  readonly done: string;
  readonly undone: string;
  readonly skipped: string;
  readonly failed: string;
  readonly warning: string;
  readonly full: string;
  readonly empty: string;
  readonly ellipsis: string;
  /** Frames of the spinner. */
  readonly frames: readonly string[];
}

const unicode: Signs = {
  done: '✔',
  undone: '↩',
  skipped: '-',
  failed: '✖',
  warning: '⚠',
  full: '█',
  empty: '░',
  ellipsis: '…',
  frames: ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'],
};

const ascii: Signs = {
  done: '+',
  undone: '<',
  skipped: '-',
  failed: 'x',
  warning: '!',
  full: '#',
  empty: '.',
  ellipsis: '...',
  frames: ['|', '/', '-', '\\'],
};

/** ASCII where the locale names a character set other than UTF-8, as `C` does; the first of POSIX's three variables that is set counts. */
export function signsFor(env: Env): Signs {
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find((value) => value !== undefined && value !== '');
  return locale === undefined || /utf-?8/i.test(locale) ? unicode : ascii;
}
