import type { Env } from '../../output/streams.ts';
import { parsedOption, parseName, underName } from './flag-values.ts';

/** Environment variables with the classes of a site, for where no flag names one. */
const classVariables = { target: 'LIQOCTL_TARGET_CLASS', repository: 'LIQOCTL_REPOSITORY_CLASS' } as const;

/** A flag for such a class. */
export function classOption<Flags extends string>(flags: Flags, description: string, which: keyof typeof classVariables) {
  return parsedOption(flags, `${description} (environment: ${classVariables[which]})`, parseName);
}

/** The class that a variable names; undefined where it is unset or empty. Throws AppError `usage` for what cannot be a name. */
export function classFrom(env: Env, which: keyof typeof classVariables): string | undefined {
  const name = classVariables[which];
  const value = env[name];
  return value === undefined || value === '' ? undefined : underName(name, () => parseName(value));
}
