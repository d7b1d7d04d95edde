import type { MoveEvent } from '../../move/model/events.ts';

/** The line that opens a move. */
export function startedText(event: Extract<MoveEvent, { type: 'move-started' }>): string {
  const verb = event.resumed ? 'Resuming the move of' : 'Moving';
  return `${verb} ${event.namespace}/${event.claim} from ${event.from} to ${event.to} (move ${event.move})`;
}
