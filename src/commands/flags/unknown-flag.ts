import { AppError } from '../../base/errors.ts';
import { closest } from '../../base/closest.ts';
import { type CommandWords, optionsOf } from '../next/command-words.ts';

const always = ['-h', '--help', '--version', '--'];

/**
 * Throws AppError `usage` for a flag that no command knows, with what it may have been meant to be: the parser would complain first that a required
 * one is missing, which is the very one that was mistyped.
 */
export function refuseUnknownFlag({ command, flags }: CommandWords, help: string): void {
  const known = optionsOf(command).flatMap(({ long, short }) => [long, short].filter((name) => name !== undefined && name !== null));
  const unknown = flags.find((flag) => !known.includes(flag) && !always.includes(flag));
  if (unknown === undefined) return;
  const visible = optionsOf(command).flatMap(({ long, hidden }) => (hidden || long === undefined || long === null ? [] : [long]));
  const meant = closest(unknown, visible);
  const hint = meant === undefined ? '' : ` (Did you mean ${meant}?)`;
  throw new AppError('usage', `unknown option '${unknown}'${hint}`, { next: [help] });
}
