import type { Phase } from '../model/phase.ts';
import type { PhaseName } from '../model/phase-names.ts';
import { adoptTarget } from './adopt-target.ts';
import { armGuard } from './arm-guard.ts';
import { closeWorkspace } from './close-workspace.ts';
import { holdSource } from './hold-source.ts';
import { liftGuard } from './lift-guard.ts';
import { openJournal } from './open-journal.ts';
import { openWorkspace } from './open-workspace.ts';
import { releaseSource } from './release-source.ts';
import { rescanSource } from './rescan-source.ts';
import { restoreData } from './restore-data.ts';
import { retireMoversPhase } from './retire-movers.ts';
import { stageTarget } from './stage-target.ts';
import { swapClaimPhase } from './swap-claim.ts';
import { takeSnapshot } from './take-snapshot.ts';
import { verifyData } from './verify-data.ts';

/** Every phase by its name; the order is that of phase-names.ts. */
export type Phases = { readonly [Name in PhaseName]: Phase<Name> };

export const phases: Phases = {
  'open-journal': openJournal,
  'arm-guard': armGuard,
  'hold-source': holdSource,
  'open-workspace': openWorkspace,
  'stage-target': stageTarget,
  'take-snapshot': takeSnapshot,
  'restore-data': restoreData,
  'verify-data': verifyData,
  'rescan-source': rescanSource,
  'retire-movers': retireMoversPhase,
  'swap-claim': swapClaimPhase,
  'adopt-target': adoptTarget,
  'lift-guard': liftGuard,
  'release-source': releaseSource,
  'close-workspace': closeWorkspace,
};
