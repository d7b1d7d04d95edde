import { plannedPhases } from '../../src/move/model/phase-names.ts';
import { describeCrashTable } from './crash-table.ts';
import { stories } from './stories.ts';

/** All phases; a few of them, by comma in CRASH_PHASES, for a quick look. */
const wanted = process.env['CRASH_PHASES']?.split(',');

describeCrashTable('a move whose liqoctl is killed in a phase, in each direction', {
  phases: plannedPhases().filter((phase) => wanted === undefined || wanted.includes(phase)),
  // The stories of a kill belong to all phases.
  stories: wanted === undefined ? stories : [],
});
