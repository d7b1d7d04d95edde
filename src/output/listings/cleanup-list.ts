import { escapeText } from '../../base/escape.ts';
import type { Cleanup, Found } from '../../move/leftovers/clean-up.ts';
import { type Again, formatHint } from '../ending/hint-text.ts';
import type { Listing } from './listing.ts';
import { formatObjectName } from './object-name.ts';
import { renderTable } from '../table.ts';

/** What carries the mark of a move, to whom it belongs, and what became of it. */
export function describeCleanup({ found, unseen }: Cleanup, again: Again): Listing {
  const items = found.map((each) => ({ ...each, next: each.next.map((hint) => formatHint(hint, again)) }));
  const lines = [...renderFound(found), ...renderNext(items.flatMap(({ next }) => next))];
  const blind = unseen.map((text) => escapeText(`Not looked at: ${text}`));
  return {
    text: [...lines, ...blind],
    nothing: 'Nothing is left of moves.',
    document: { found: items, unseen },
    items,
    names: found.map(({ kind, name }) => formatObjectName({ kind }, name)),
  };
}

function renderFound(found: readonly Found[]): string[] {
  if (found.length === 0) return [];
  const rows = found.map((each) =>
    [stateOf(each), each.kind, nameOf(each), each.cluster, each.move || '-', each.why ?? ''].map(escapeText),
  );
  return renderTable([['STATE', 'KIND', 'NAME', 'CLUSTER', 'MOVE', 'WHY'], ...rows]);
}

function nameOf({ namespace, name }: Found): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

function stateOf({ judgement, done, why }: Found): string {
  switch (judgement) {
    case 'needed':
      return 'needed';
    case 'keep':
      return 'kept';
    case 'remove':
      return done ? 'removed' : why === undefined ? 'to remove' : 'not removed';
    case 'release':
      return done ? 'released' : why === undefined ? 'to release' : 'not released';
  }
}

function renderNext(hints: readonly string[]): string[] {
  return hints.length === 0 ? [] : ['Next:', ...[...new Set(hints)].map((hint) => `  ${escapeText(hint)}`)];
}
