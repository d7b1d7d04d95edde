import { escapeText } from '../../base/escape.ts';
import type { Unknown } from '../../move/claim/unknown.ts';
import type { MountingPod, VolumeHome, VolumeInfo, VolumeMove } from '../../move/info/volume-info.ts';
import { phaseTitle } from '../progress/phase-titles.ts';
import type { Listing } from './listing.ts';
import { formatClaimName } from './object-name.ts';
import { type Column, columnsOf, renderRows, renderTable, type TableShape } from '../table.ts';

/** Which claims were asked for: one, those of a namespace, or those of all. */
type Scope = 'claim' | 'namespace' | 'all';

/** Where the data of claims lives: as a table; a single claim that was asked for from top to bottom, unless the table of it is wanted. */
export function describeVolumes(volumes: readonly VolumeInfo[], scope: Scope, shape: TableShape): Listing {
  return {
    text: renderVolumes(volumes, scope, shape),
    nothing: 'No claims.',
    document: { volumes },
    items: volumes,
    names: volumes.map(({ claim }) => formatClaimName(claim)),
  };
}

function renderVolumes(volumes: readonly VolumeInfo[], scope: Scope, shape: TableShape): string[] {
  if (scope === 'claim' && !shape.wide && shape.headers) return volumes.flatMap(renderAlone);
  const wanted = scope === 'all' ? volumeColumns : volumeColumns.filter(({ head }) => head !== 'NAMESPACE');
  return renderRows(volumes, wanted, shape);
}

/** Everything there is to tell of it. */
function renderAlone(volume: VolumeInfo): string[] {
  return renderTable(columnsOf(volumeColumns, { wide: true }).map(({ head, cell }) => [head, cell(volume)]));
}

const nothing = '-';

const texts: readonly Column<VolumeInfo>[] = [
  { head: 'NAMESPACE', cell: ({ namespace }) => namespace },
  { head: 'CLAIM', cell: ({ claim }) => claim },
  { head: 'STATUS', cell: ({ phase }) => phase },
  { head: 'HOME', cell: ({ home }) => homeWord(home) },
  { head: 'LOCATION', cell: ({ home }) => place(home) },
  { head: 'CLASS', cell: (volume) => twice(volume, 'storageClass') },
  { head: 'CAPACITY', cell: (volume) => twice(volume, 'capacity') },
  { head: 'USED BY', cell: ({ mountedBy }) => known(mountedBy, (pods) => pods.map(podText).join(', ')) },
  { head: 'MOVE', cell: ({ move }) => known(move, ({ to, state }) => `to ${to} (${state})`) },
  { head: 'MOVE PHASE', cell: ({ move }) => known(move, movePhase), wide: true },
  { head: 'VOLUME', cell: ({ volume }) => volume ?? nothing, wide: true },
  { head: 'REAL CLAIM', cell: ({ real }) => known(real, ({ namespace, claim }) => `${namespace}/${claim}`), wide: true },
  { head: 'REAL UID', cell: ({ real }) => known(real, ({ uid }) => uid), wide: true },
];

/** All of it may be foreign text. */
const volumeColumns = texts.map((column) => ({ ...column, cell: (volume: VolumeInfo) => escapeText(column.cell(volume)) }));

function podText({ pod, phase }: MountingPod): string {
  return phase === 'Running' ? pod : `${pod} (${phase})`;
}

function homeWord(home: VolumeHome | Unknown): string {
  if ('unknown' in home) return unknownWord(home);
  return homeWords[home.kind];
}

const homeWords: Readonly<Record<VolumeHome['kind'], string>> = {
  local: 'local',
  remote: 'remote',
  'not-virtual': 'external',
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

/** The user's and, behind an arrow, the real one where it is another. */
function twice({ real, ...own }: VolumeInfo, what: 'storageClass' | 'capacity'): string {
  const virtual = own[what] ?? nothing;
  const behind = real === undefined || 'unknown' in real ? '?' : (real[what] ?? nothing);
  return real === undefined || behind === virtual ? virtual : `${virtual} -> ${behind}`;
}

function movePhase({ move, phase, direction }: VolumeMove): string {
  return `${move}: ${phaseTitle(phase, direction)}`;
}

function known<T extends object>(value: T | Unknown | undefined, text: (value: T) => string): string {
  if (value === undefined) return nothing;
  return 'unknown' in value ? unknownWord(value as Unknown) : text(value as T) || nothing;
}

function unknownWord({ unknown }: Unknown): string {
  return `unknown (${unknown})`;
}
