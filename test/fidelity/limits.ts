import type { Description } from './select.ts';

type Facts = Record<string, unknown>;

/** A volume without what movers with the usual rights cannot see. */
export function carriedByRoot(volume: Description): Description {
  return new Map([...volume].map(([path, facts]) => [path, withoutAttributes(facts, ['trusted.'])]));
}

/** A copy that a user has made of a volume: everything is that user's, and what only root can make is not there. */
export function carriedByUser(volume: Description, uid: number): Description {
  const kept = [...volume].filter(([path, { type }]) => path !== '' && !String(type).endsWith('device'));
  return new Map(kept.map(([path, facts]) => [path, ownedBy(uid, withoutAttributes(facts, ['trusted.', 'security.']))]));
}

function ownedBy(uid: number, facts: Facts): Facts {
  return 'owner' in facts ? { ...facts, owner: `${uid}:${uid}` } : facts;
}

function withoutAttributes({ attributes, ...facts }: Facts, prefixes: readonly string[]): Facts {
  const kept = Object.entries(attributes ?? {}).filter(([name]) => !prefixes.some((prefix) => name.startsWith(prefix)));
  return kept.length === 0 ? facts : { ...facts, attributes: Object.fromEntries(kept) };
}
