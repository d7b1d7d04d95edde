import type { Phase } from '../model/phase.ts';
import type { PhaseName } from '../model/phase-names.ts';
import { adoptTarget } from '../phases/adopt-target.ts';
import { armGuard } from '../phases/arm-guard.ts';
import { closeWorkspace } from '../phases/close-workspace.ts';
import { holdSource } from '../phases/hold-source.ts';
import { liftGuard } from '../phases/lift-guard.ts';
import { openJournal } from '../phases/open-journal.ts';
import { openWorkspace } from '../phases/open-workspace.ts';
import { releaseSource } from '../phases/release-source.ts';
import { rescanSource } from '../phases/rescan-source.ts';
import { restoreData } from '../phases/restore-data.ts';
import { retireMoversPhase } from '../phases/retire-movers.ts';
import { startApplicationPhase } from '../phases/application/start-application.ts';
import { stopApplicationPhase } from '../phases/application/stop-application.ts';
import { stageTarget } from '../phases/stage-target.ts';
import { swapClaimPhase } from '../phases/swap-claim.ts';
import { takeSnapshot } from '../phases/take-snapshot.ts';
import { warmCopy } from '../phases/application/warm-copy.ts';
import { verifyData } from '../phases/verify-data.ts';

/** Every phase by its name; the order is that of phase-names.ts. */
export type Phases = { readonly [Name in PhaseName]: Phase<Name> };

export const phases: Phases = {
  'open-journal': openJournal,
  'stop-application': stopApplicationPhase,
  'arm-guard': armGuard,
  'hold-source': holdSource,
  'open-workspace': openWorkspace,
  'stage-target': stageTarget,
  'warm-copy': warmCopy,
  'take-snapshot': takeSnapshot,
  'restore-data': restoreData,
  'verify-data': verifyData,
  'rescan-source': rescanSource,
  'retire-movers': retireMoversPhase,
  'swap-claim': swapClaimPhase,
  'adopt-target': adoptTarget,
  'lift-guard': liftGuard,
  'start-application': startApplicationPhase,
  'release-source': releaseSource,
  'close-workspace': closeWorkspace,
};
