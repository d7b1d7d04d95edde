/** A mount path of a container and the real folder behind it. */
export interface Substitution {
  readonly inside: string;
  readonly host: string;
}

/**
 * Replaces mount paths in a text by real folders, for machines where a container cannot have a root of its own. A mount path
 * that ends in `/data` takes its parent along when the folder does too, for programs that work from there.
 */
export function substitutePaths(text: string, mounts: readonly Substitution[]): string {
  const all = withParents(mounts).sort((one, other) => other.inside.length - one.inside.length);
  if (all.length === 0) return text;
  const pattern = all.map(({ inside }) => escapePattern(inside)).join('|');
  const hosts = new Map(all.map(({ inside, host }) => [inside, host]));
  // Only whole path segments: `/vol` must not change `/volumes` or `/my/vol`.
  return text.replace(new RegExp(`(?<![\\w./-])(?:${pattern})(?![\\w.-])`, 'g'), (inside) => hosts.get(inside) ?? inside);
}

function withParents(mounts: readonly Substitution[]): Substitution[] {
  const own = new Set(mounts.map(({ inside }) => inside));
  const parents = mounts
    .filter(({ inside, host }) => inside.endsWith('/data') && host.endsWith('/data') && inside !== '/data')
    .map(({ inside, host }) => ({ inside: inside.slice(0, -'/data'.length), host: host.slice(0, -'/data'.length) }))
    .filter(({ inside }) => !own.has(inside));
  return [...mounts, ...parents];
}

function escapePattern(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
