import { Option } from '@commander-js/extra-typings';
import { AppError } from '../../base/errors.ts';
import { underName } from './flag-values.ts';

/** How much is told: `-v` is level 1, and `-v=6` a level as kubectl counts them. */
export interface VerbosityFlags {
  readonly verbose?: true | undefined;
  readonly v?: number | undefined;
}

/** The first of kubectl's levels that shows calls to API servers: https://kubernetes.io/docs/reference/kubectl/quick-reference/ */
const callsLevel = 6;

/** What `-v=6` becomes before it is parsed, since a flag of one letter takes no level. */
export function levelOption() {
  return new Option('--v <level>').hideHelp().argParser((text: string) => underName('-v', () => parseLevel(text)));
}

export function isVerboseWith({ verbose, v = 0 }: VerbosityFlags): boolean {
  return verbose === true || v > 0;
}

export function showsCalls({ v = 0 }: VerbosityFlags): boolean {
  return v >= callsLevel;
}

/** Whether verbose output was typed, for errors that come before, or instead of, parsed flags. */
export function isVerbose(argv: readonly string[]): boolean {
  return argv.some((argument) => argument === '--verbose' || /^-v$|^--?v=[1-9]\d?$/.test(argument));
}

function parseLevel(text: string): number {
  if (/^\d{1,2}$/.test(text)) return Number(text);
  throw new AppError('usage', `${JSON.stringify(text)} is not a level`, {
    next: ['write it like -v=6, which shows each call to an API server'],
  });
}
