import { assertNever } from '../../base/assert-never.ts';
import { plural } from '../../base/counts.ts';
import type { AppError } from '../../base/errors.ts';
import { escapeText } from '../../base/escape.ts';
import { formatBytes } from '../../base/quantity.ts';
import { shortDigest } from '../../base/short-digest.ts';
import type { Report } from '../../kube/controller/event-recorder.ts';
import { formatDowntime } from '../model/application/application.ts';
import type { MoveEvent } from '../model/events.ts';
import type { MoveOutcome, ScaledDown } from '../model/outcome.ts';
import type { MoveReport } from '../model/report.ts';

/** An event's message may have 1,024 bytes (events.k8s.io/v1 `note`). */
const longestCause = 500;

/** What the claim hears of an event; `way` says from where to where. */
export function reportOfEvent(event: MoveEvent, way: string): Report | undefined {
  if (event.type === 'move-started') {
    return { type: 'Normal', reason: event.resumed ? 'MoveResumed' : 'MoveStarted', message: `Moving ${way} (move ${event.move})` };
  }
  if (event.type === 'warning' && event.onClaim === true)
    return { type: 'Warning', reason: 'ApplicationLeftAlone', message: escapeText(event.text).slice(0, longestCause) };
  if (event.type !== 'phase-done' || event.phase !== 'swap-claim') return undefined;
  return event.direction === 'forward'
    ? { type: 'Normal', reason: 'CutOver', message: `Cut over to the new copy, moving ${way}` }
    : { type: 'Normal', reason: 'CutBack', message: `Cut back to the old copy, after moving ${way}` };
}

/** What the claim hears of the end of a move that had begun. */
export function reportOfOutcome(outcome: MoveOutcome, way: string): Report | undefined {
  switch (outcome.kind) {
    case 'moved':
      return { type: 'Normal', reason: 'Moved', message: `Moved ${renderMoved(outcome.report)}` };
    case 'kept':
      return { type: 'Normal', reason: 'Moved', message: `Moved ${renderMoved(outcome.report)}; the old copy is kept` };
    case 'undone':
      return {
        type: outcome.cause === undefined ? 'Normal' : 'Warning',
        reason: 'MoveUndone',
        message: `The move ${way} was rolled back${renderCause(outcome.cause)}`,
      };
    case 'stopped':
      return {
        type: 'Warning',
        reason: 'MoveStopped',
        message: `The move ${way} stopped${renderCause(outcome.cause)}${renderDown(outcome)}`,
      };
    case 'already-there':
    case 'planned':
    case 'refused':
      return undefined;
    default:
      return assertNever(outcome);
  }
}

function renderMoved({ from, to, bytes, files, verified, downtimeMilliseconds }: MoveReport): string {
  const downtime = downtimeMilliseconds === undefined ? '' : `, ${formatDowntime(downtimeMilliseconds)}`;
  const proof = verified === undefined ? '' : `, verified (${shortDigest(verified.digest)})`;
  return `from ${from} to ${to}: ${formatBytes(bytes)} in ${plural(files, 'file')}${proof}${downtime}`;
}

function renderCause(cause: AppError | undefined): string {
  return cause === undefined ? '' : `: ${escapeText(cause.message).slice(0, longestCause)}`;
}

function renderDown({ scaledDown }: ScaledDown): string {
  return scaledDown === undefined ? '' : `; ${escapeText(scaledDown)} until it goes on`;
}
