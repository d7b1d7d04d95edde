import { nothingToUndo, type PlainPhase } from '../model/phase.ts';
import { removeWorkspace } from '../workspace/workspace.ts';

/** What was temporary goes; journal and lease follow when nothing else is left to do. */
export const closeWorkspace: PlainPhase<'close-workspace'> = {
  name: 'close-workspace',
  interruptible: false,
  mounters: 'allowed',
  copies: false,
  forward: removeWorkspace,
  undo: nothingToUndo,
};
