/** All phases, in the order of a move that does not copy beside its application. Phases before `swap-claim` undo themselves on failure. */
export const phaseNames = [
  'open-journal',
  'stop-application',
  'arm-guard',
  'hold-source',
  'open-workspace',
  'stage-target',
  'warm-copy',
  'take-snapshot',
  'restore-data',
  'verify-data',
  'rescan-source',
  'retire-movers',
  'swap-claim',
  'adopt-target',
  'lift-guard',
  'start-application',
  'release-source',
  'close-workspace',
] as const;

export type PhaseName = (typeof phaseNames)[number];

const ofScale: readonly PhaseName[] = ['stop-application', 'start-application'];
const ofWarm: readonly PhaseName[] = ['stop-application', 'arm-guard'];

/**
 * The phases that a new move is planned with, in order. `scales`: it stops and starts the application, too, or waits until others have; `warm`: it
 * does so, and guards the claim, only when it has copied beside the application.
 */
export function plannedPhases({ scales = false, warm = false }: { scales?: boolean; warm?: boolean } = {}): PhaseName[] {
  const order = phaseNames.filter((name) => (scales || !ofScale.includes(name)) && name !== 'warm-copy');
  if (!warm) return order;
  const before = order.filter((name) => !ofWarm.includes(name));
  const staged = before.indexOf('take-snapshot');
  return [...before.slice(0, staged), 'warm-copy', ...order.filter((name) => ofWarm.includes(name)), ...before.slice(staged)];
}

/** The phases of journals that do not name theirs. It never changes: a phase that comes later is no part of the moves that were begun before. */
export const phasesOfUnnamedOrder: readonly PhaseName[] = [
  'open-journal',
  'arm-guard',
  'hold-source',
  'open-workspace',
  'stage-target',
  'take-snapshot',
  'restore-data',
  'verify-data',
  'rescan-source',
  'retire-movers',
  'swap-claim',
  'adopt-target',
  'lift-guard',
  'release-source',
  'close-workspace',
];
