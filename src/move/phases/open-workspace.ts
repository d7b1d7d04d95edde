import type { PlainPhase } from '../model/phase.ts';
import { ensureWorkspace, removeWorkspace } from '../workspace/workspace.ts';
import { endedUnlessWarm } from '../model/application/warm.ts';

/** The temporary namespace with the repository, reachable from every cluster that takes part. */
export const openWorkspace: PlainPhase<'open-workspace'> = {
  name: 'open-workspace',
  interruptible: true,
  mounters: endedUnlessWarm,
  copies: false,
  forward: ensureWorkspace,
  undo: removeWorkspace,
};
