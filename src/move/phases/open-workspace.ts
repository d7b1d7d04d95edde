import type { Phase } from '../model/phase.ts';
import { ensureWorkspace, removeWorkspace } from '../workspace/workspace.ts';

/** The temporary namespace with the repository, reachable from every cluster that takes part. */
export const openWorkspace: Phase = {
  name: 'open-workspace',
  forward: ensureWorkspace,
  undo: removeWorkspace,
};
