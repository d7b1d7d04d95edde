import { nothingToUndo, type Phase } from '../model/phase.ts';
import { removeWorkspace } from '../workspace/workspace.ts';

/** What was temporary goes; journal and lease follow when nothing else is left to do. */
export const closeWorkspace: Phase = {
  name: 'close-workspace',
  forward: removeWorkspace,
  undo: nothingToUndo,
};
