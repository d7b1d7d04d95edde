/** Images of a place's pods. */
export interface Images {
  readonly busybox: string;
  readonly python: string;
  /** What tells liqoctl of those that are not its defaults. */
  readonly flags: readonly string[];
}

const flagOf = { restic: '--restic-image', 'rest-server': '--restic-server-image', python: '--verify-image' } as const;

/**
 * Reads `NAME=IMAGE,...` for busybox, restic, rest-server and python (E2E_IMAGES): other images than the usual ones, for clusters that
 * cannot pull those. Throws on other names.
 */
export function parseImages(text = ''): Images {
  const given = new Map(text.split(',').filter(Boolean).map(parsePair));
  const { busybox = 'busybox:1.37', python = 'python:3-alpine' } = Object.fromEntries(given);
  const flags = Object.entries(flagOf).flatMap(([name, flag]) => (given.has(name) ? [flag, given.get(name) ?? ''] : []));
  return { busybox, python, flags };
}

function parsePair(pair: string): [string, string] {
  const [, name = '', image = ''] = /^([^=]+)=(.+)$/.exec(pair.trim()) ?? [];
  if (name !== 'busybox' && !(name in flagOf))
    throw new Error(`E2E_IMAGES: ${pair} is not NAME=IMAGE of busybox, ${Object.keys(flagOf).join(', ')}`);
  return [name, image];
}
