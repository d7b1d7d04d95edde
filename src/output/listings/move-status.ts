import { plural } from '../../base/counts.ts';
import { escapeText } from '../../base/escape.ts';
import { formatBytes } from '../../base/quantity.ts';
import type { MoveRef } from '../../move/model/context.ts';
import type { KnownMove, MoveStatus } from '../../move/info/move-status.ts';
import type { MoveRecord } from '../../move/record/record.ts';
import { formatDuration } from '../durations.ts';
import { advancePace } from '../progress/pace.ts';
import { phaseTitle } from '../progress/phase-titles.ts';
import { progressText } from '../progress/progress-text.ts';
import { verifiedText } from '../verified-text.ts';
import type { Listing } from './listing.ts';
import { formatClaimName } from './object-name.ts';

/** What `move status` has found. */
export function describeMoveStatus(known: KnownMove | undefined, { namespace, claim }: MoveRef, now: Date): Listing {
  const why = known?.kind === 'missing' ? `: ${escapeText(known.message)}` : '';
  const nothing = `No move of claim ${escapeText(`${namespace}/${claim}`)} is known${why}.`;
  if (known === undefined || known.kind === 'missing') return { text: [], nothing, document: { state: 'none' }, items: [], names: [] };
  const names = [formatClaimName(claim)];
  if (known.kind === 'open')
    return { text: renderStatus(known.status, now), nothing, document: known.status, items: [known.status], names };
  const document = { state: 'ended', ...known.record };
  return { text: renderRecord(known.record), nothing, document, items: [document], names };
}

function renderStatus(status: MoveStatus, now: Date): string[] {
  const { direction, phase, step, steps, progress, error, holder } = status;
  const by = holder === undefined ? '' : `, ${status.state === 'running' ? 'by' : 'last by'} ${holder}`;
  const rows: [string, string | undefined][] = [
    ['claim', `${status.namespace}/${status.claim}`],
    ['from', status.from],
    ['to', status.to],
    ['state', `${status.state}${by}`],
    ['phase', `${step}/${steps} ${phaseTitle(phase, direction)}`],
    ['copied', progress && progressText(advancePace(undefined, progress, 0))],
    ['started', `${formatDuration(now.getTime() - Date.parse(status.startedAt))} ago`],
    ['application', status.scaledDown],
    ['error', error],
  ];
  return renderPairs(rows);
}

function renderRecord(record: MoveRecord): string[] {
  const { namespace, claim, from, to, bytes, files, user, endedAt, error, downtimeMilliseconds } = record;
  const leftAlone = (record.scaled ?? []).flatMap(({ left }) => left ?? []);
  return renderPairs([
    ['claim', `${namespace}/${claim}`],
    ['from', from],
    ['to', to],
    ['state', record.outcome === 'moved' ? 'moved' : 'rolled back'],
    ['copied', `${formatBytes(bytes)}, ${plural(files, 'file')}`],
    // A move that was rolled back had nothing to verify.
    ['verified', record.outcome === 'moved' ? verifiedText(record) : undefined],
    ['downtime', downtimeMilliseconds === undefined ? undefined : formatDuration(downtimeMilliseconds)],
    ['left alone', leftAlone.length === 0 ? undefined : leftAlone.join('; ')],
    ['ended', `${endedAt}, by ${user}`],
    ['error', error],
  ]);
}

function renderPairs(rows: readonly (readonly [string, string | undefined])[]): string[] {
  return rows.flatMap(([name, value]) => (value === undefined ? [] : [`${name.padEnd(12)}${escapeText(value)}`]));
}
