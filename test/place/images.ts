/** Images of a place's pods. */
export interface Images {
  readonly busybox: string;
  readonly python: string;
  /** What tells liqoctl of those that are not its defaults. */
  readonly flags: readonly string[];
  /** The same for the storage controller. */
  readonly controllerFlags: readonly string[];
}

const flagOf = { restic: '--restic-image', 'rest-server': '--restic-server-image', python: '--verify-image' } as const;

const controllerFlagOf = { pause: '--first-consumer-image' } as const;

/**
 * Reads `NAME=IMAGE,...` for busybox, restic, rest-server, python and pause (E2E_IMAGES): other images than the usual ones, for clusters that
 * cannot pull those. Throws on other names.
 */
export function parseImages(text = ''): Images {
  const given = new Map(text.split(',').filter(Boolean).map(parsePair));
  const { busybox = 'busybox:1.37', python = 'python:3.13.7-alpine3.22' } = Object.fromEntries(given);
  const flagsOf = (table: Readonly<Record<string, string>>) =>
    Object.entries(table).flatMap(([name, flag]) => (given.has(name) ? [flag, given.get(name) ?? ''] : []));
  return { busybox, python, flags: flagsOf(flagOf), controllerFlags: flagsOf(controllerFlagOf) };
}

function parsePair(pair: string): [string, string] {
  const [, name = '', image = ''] = /^([^=]+)=(.+)$/.exec(pair.trim()) ?? [];
  const known = ['busybox', ...Object.keys(flagOf), ...Object.keys(controllerFlagOf)];
  if (!known.includes(name)) throw new Error(`E2E_IMAGES: ${pair} is not NAME=IMAGE of ${known.join(', ')}`);
  return [name, image];
}
