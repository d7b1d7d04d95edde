import type { MoveEvent } from '../../move/model/events.ts';

/** The line that opens a move. */
export function startedText(event: Extract<MoveEvent, { type: 'move-started' }>): string {
  const claim = `${event.namespace}/${event.claim}`;
  const way = `from ${event.from} to ${event.to} (move ${event.move})`;
  if (event.direction === 'back') return `${event.resumed ? 'Resuming the rollback of' : 'Rolling back'} the move of ${claim} ${way}`;
  return `${event.resumed ? 'Resuming the move of' : 'Moving'} ${claim} ${way}`;
}
