import { type MatrixDirection, matrixDirections } from '../points/directions.ts';

/** What an operator begins. */
export const beginnings = ['moves', 'moves-keeping', 'moves-back', 'resumes', 'aborts', 'aborts-discarding', 'cleans-up'] as const;

/** What becomes of an operator that stands still before a write. */
export const mishaps = [
  'dies-before',
  'dies-after',
  'dies-late',
  'sleeps',
  'wakes',
  'loses',
  'is-unanswered',
  'conflicts',
  'ends',
] as const;

const operatorDeeds = [...beginnings, 'writes', ...mishaps] as const;

/** Who takes part, and what each of them can do. `late` is a write of an operator that has died meanwhile. */
export const deedsOf = {
  A: operatorDeeds,
  B: operatorDeeds,
  late: ['arrives'],
  user: ['mounts', 'leaves', 'labels', 'deletes-new-copy'],
  controller: ['touches', 'drains'],
  liqo: ['stops', 'starts'],
} as const;

export type OperatorName = 'A' | 'B';
export type OperatorDeed = (typeof operatorDeeds)[number];

/** One deed of one of them. `count` says after how many writes an operator stands still again. */
export type Act =
  | { readonly who: OperatorName; readonly deed: OperatorDeed; readonly count?: number }
  | { readonly who: 'late'; readonly deed: (typeof deedsOf.late)[number] }
  | { readonly who: 'user'; readonly deed: (typeof deedsOf.user)[number] }
  | { readonly who: 'controller'; readonly deed: (typeof deedsOf.controller)[number] }
  | { readonly who: 'liqo'; readonly deed: (typeof deedsOf.liqo)[number] };

/** What happens to one claim: acts one after the other, and how its move is brought to an end behind them. */
export interface Story {
  readonly direction: MatrixDirection;
  readonly way: 'abort' | 'resume';
  readonly acts: readonly Act[];
}

/** In words that {@link parseStory} understands: `story lr resume A moves, A writes 17, A dies-after`. */
export function formatStory({ direction, way, acts }: Story): string {
  return `story ${direction.name} ${way} ${acts.map(formatAct).join(', ')}`;
}

export function formatAct(act: Act): string {
  const count = 'count' in act && act.count !== undefined ? ` ${act.count}` : '';
  return `${act.who} ${act.deed}${count}`;
}

/** Throws TypeError where it is none. */
export function parseStory(text: string): Story {
  const [, name, way, rest = ''] = /^story (\S+) (abort|resume) (.+)$/.exec(text.trim()) ?? [];
  const direction = matrixDirections.find((each) => each.name === name);
  if (direction === undefined || (way !== 'abort' && way !== 'resume')) throw new TypeError(`not a story: ${text}`);
  return { direction, way, acts: rest.split(/\s*,\s*/).map(parseAct) };
}

function parseAct(text: string): Act {
  const [who = '', deed = '', count] = text.split(/\s+/);
  const deeds: readonly string[] | undefined = (deedsOf as Readonly<Record<string, readonly string[]>>)[who];
  if (deeds?.includes(deed) !== true) throw new TypeError(`not an act of a story: ${text}`);
  return { who, deed, ...(count !== undefined && { count: Number(count) }) } as Act;
}
