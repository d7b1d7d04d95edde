import type { Journal } from '../../../src/move/model/journal.ts';
import type { NamedCall } from './operated-port.ts';

/** Where the move is once this write is done, if it writes the journal: a phase, `<` before one that is undone, `*` behind one that is over. */
export function phaseTold({ what }: NamedCall, body: unknown): string | undefined {
  const text = what.startsWith('configmaps ') ? (body as { data?: { journal?: string } } | undefined)?.data?.journal : undefined;
  if (text === undefined) return undefined;
  const { phases, direction } = JSON.parse(text) as Journal;
  const entries = Object.entries(phases);
  const running = entries.find(([, { state }]) => state === 'intended' || state === 'undoing');
  const last = running ?? entries.findLast(([, { state }]) => state !== 'undone');
  return `${direction === 'back' ? '<' : ''}${last?.[0] ?? 'open-journal'}${running === undefined ? '*' : ''}`;
}
