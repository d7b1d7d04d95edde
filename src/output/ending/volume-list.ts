import { escapeText } from '../../base/escape.ts';
import type { Unknown, VolumeHome, VolumeInfo, VolumeMove } from '../../move/info/volume-info.ts';
import type { Listing } from './listing.ts';
import { renderTable } from '../table.ts';

/** Where the data of claims lives: as a table, or from top to bottom where it is a claim `alone`. */
export function describeVolumes(volumes: readonly VolumeInfo[], alone: boolean): Listing {
  return { text: renderVolumes(volumes, alone), nothing: 'No claims.', document: { volumes }, items: volumes };
}

function renderVolumes(volumes: readonly VolumeInfo[], alone: boolean): string[] {
  const rows = volumes.map((volume) => columns.map(({ cell }) => escapeText(cell(volume))));
  const heads = columns.map(({ head }) => head);
  if (alone) return rows.flatMap((row) => renderTable(row.map((cell, column) => [heads[column] ?? '', cell])));
  return rows.length === 0 ? [] : renderTable([heads, ...rows]);
}

interface Column {
  readonly head: string;
  readonly cell: (volume: VolumeInfo) => string;
}

const nothing = '-';

const columns: readonly Column[] = [
  { head: 'NAMESPACE', cell: ({ namespace }) => namespace },
  { head: 'CLAIM', cell: ({ claim }) => claim },
  { head: 'STATUS', cell: ({ phase }) => phase },
  { head: 'HOME', cell: ({ home }) => homeWord(home) },
  { head: 'WHERE', cell: ({ home }) => place(home) },
  { head: 'CLASS', cell: (volume) => twice(volume, 'storageClass') },
  { head: 'CAPACITY', cell: (volume) => twice(volume, 'capacity') },
  { head: 'MOUNTED BY', cell: ({ mountedBy }) => known(mountedBy, (pods) => pods.map(({ pod, phase }) => `${pod} (${phase})`).join(', ')) },
  { head: 'MOVE', cell: ({ move }) => known(move, moveText) },
  { head: 'REAL CLAIM', cell: ({ real }) => known(real, ({ namespace, claim }) => `${namespace}/${claim}`) },
  { head: 'REAL UID', cell: ({ real }) => known(real, ({ uid }) => uid) },
];

function homeWord(home: VolumeHome | Unknown): string {
  if ('unknown' in home) return unknownWord(home);
  return homeWords[home.kind];
}

const homeWords: Readonly<Record<VolumeHome['kind'], string>> = {
  local: 'local',
  remote: 'remote',
  'not-virtual': 'not virtual',
  none: 'none yet',
};

function place(home: VolumeHome | Unknown): string {
  if ('unknown' in home) return nothing;
  switch (home.kind) {
    case 'local':
      return home.node ?? 'any node';
    case 'remote':
      return behind(home.provider, home.nodes);
    case 'not-virtual':
      return home.node ?? nothing;
    case 'none':
      return nothing;
  }
}

function behind(provider: string, nodes: readonly string[]): string {
  const others = nodes.filter((node) => node !== provider);
  return others.length === 0 ? provider : `${provider} (node ${others.join(', ')})`;
}

/** The user's and, behind an arrow, the real one. */
function twice({ real, ...own }: VolumeInfo, what: 'storageClass' | 'capacity'): string {
  const virtual = own[what] ?? nothing;
  if (real === undefined) return virtual;
  return `${virtual} -> ${'unknown' in real ? '?' : (real[what] ?? nothing)}`;
}

function moveText({ move, to, phase, direction, state }: VolumeMove): string {
  return `${move} to ${to}: ${phase}${direction === 'back' ? ' (going back)' : ''}, ${state}`;
}

function known<T extends object>(value: T | Unknown | undefined, text: (value: T) => string): string {
  if (value === undefined) return nothing;
  return 'unknown' in value ? unknownWord(value as Unknown) : text(value as T) || nothing;
}

function unknownWord({ unknown }: Unknown): string {
  return `unknown (${unknown})`;
}
