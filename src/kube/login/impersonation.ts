import { AppError } from '../../base/errors.ts';
import type { ImpersonationOverrides, Spelling } from './config-overrides.ts';
import type { Impersonation } from './kubeconfig-entries.ts';

const none: Impersonation = { groups: [], extra: {} };

/** Whom to act as: what is said instead of the kubeconfig, and the kubeconfig for what that leaves out. Throws AppError `usage`. */
export function applyImpersonation(given: Impersonation = none, overrides: ImpersonationOverrides, spell: Spelling): Impersonation {
  const { as: user = given.user, asUid: uid = given.uid, asGroup: groups = given.groups, asUserExtra = [] } = overrides;
  const extra = { ...lowerKeys(given.extra), ...parseExtra(asUserExtra, spell) };
  const others = [uid, ...groups, ...Object.keys(extra)].filter((other) => other !== undefined);
  // Without a user the server would take us for ourselves, with other rights than were asked for.
  if (user !== undefined || others.length === 0) return { user, uid, groups, extra };
  throw new AppError('usage', 'to act with another group, uid or extra field needs another user, too', {
    next: [`add ${spell('as')} USER, or "as" to the kubeconfig`],
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

function parseExtra(pairs: readonly string[], spell: Spelling): Impersonation['extra'] {
  const extra: Record<string, string[]> = {};
  for (const pair of pairs) {
    const [, key, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    // Without the pair: its value may be a secret.
    if (key === undefined || value === undefined)
      throw new AppError('usage', `${spell('asUserExtra')}: not a pair`, { next: ['write it like key=value'] });
    const name = key.toLowerCase();
    extra[name] = [...(extra[name] ?? []), value];
  }
  return extra;
}

function escapeKey(key: string): string {
  // Parentheses cannot be in the name of a header.
  return encodeURIComponent(key).replaceAll('(', '%28').replaceAll(')', '%29');
}

/** Node.js sends headers as Latin-1; servers read UTF-8 and would see another name. */
function asBytes(value: string): string {
  return Buffer.from(value, 'utf8').toString('latin1');
}
