import { AppError } from '../../base/errors.ts';
import type { Impersonation } from './kubeconfig-entries.ts';

/** kubectl's flags for acting as somebody else. */
export interface ImpersonationFlags {
  readonly as?: string | undefined;
  readonly asUid?: string | undefined;
  readonly asGroup?: readonly string[] | undefined;
  /** Pairs as in `key=value`. */
  readonly asUserExtra?: readonly string[] | undefined;
}

const none: Impersonation = { groups: [], extra: {} };

/** Whom to act as: what the flags say, and for what they leave out, the kubeconfig. Throws AppError `usage`. */
export function applyImpersonationFlags(given: Impersonation = none, flags: ImpersonationFlags): Impersonation {
  const { as: user = given.user, asUid: uid = given.uid, asGroup: groups = given.groups } = flags;
  const all = { user, uid, groups, extra: { ...lowerKeys(given.extra), ...parseExtra(flags.asUserExtra) } };
  const others = [uid, ...groups, ...Object.keys(all.extra)].filter((other) => other !== undefined);
  // Without a user the server would take us for ourselves, with other rights than were asked for.
  if (user !== undefined || others.length === 0) return all;
  throw new AppError('usage', 'to act with another group, uid or extra field needs another user, too', {
    next: ['add --as USER, or "as" to the kubeconfig'],
  });
}

/** Headers that ask the server to take the caller for somebody else, as client-go sends them; the caller needs the right to impersonate. */
export function impersonationHeaders({ user, uid, groups, extra }: Impersonation = none): Record<string, string | string[]> {
  const extras = Object.entries(extra).map(([key, values]) => [`Impersonate-Extra-${escapeKey(key)}`, values.map(asBytes)] as const);
  return {
    ...(user !== undefined && { 'Impersonate-User': asBytes(user) }),
    ...(uid !== undefined && { 'Impersonate-Uid': asBytes(uid) }),
    ...(groups.length > 0 && { 'Impersonate-Group': groups.map(asBytes) }),
    ...Object.fromEntries(extras),
  };
}

/** Servers compare these keys in lower case. */
function lowerKeys(extra: Impersonation['extra']): Impersonation['extra'] {
  return Object.fromEntries(Object.entries(extra).map(([key, values]) => [key.toLowerCase(), values]));
}

function parseExtra(pairs: readonly string[] = []): Impersonation['extra'] {
  const extra: Record<string, string[]> = {};
  for (const [key, value] of pairs.map(splitExtra)) extra[key] = [...(extra[key] ?? []), value];
  return extra;
}

function splitExtra(pair: string): [string, string] {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
  if (key !== undefined && value !== undefined) return [key.toLowerCase(), value];
  throw new AppError('usage', '--as-user-extra: not a pair', { next: ['write it like key=value'] });
}

function escapeKey(key: string): string {
  // Parentheses cannot be in the name of a header.
  return encodeURIComponent(key).replaceAll('(', '%28').replaceAll(')', '%29');
}

/** Node.js sends headers as Latin-1; servers read UTF-8 and would see another name. */
function asBytes(value: string): string {
  return Buffer.from(value, 'utf8').toString('latin1');
}
