/** The phases of a move in their order. Phases before `swap-claim` undo themselves on failure. */
export const phaseNames = [
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
] as const;

export type PhaseName = (typeof phaseNames)[number];

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
