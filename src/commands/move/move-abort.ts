import { escapeText } from '../../base/escape.ts';
import type { MoveRef } from '../../move/model/context.ts';
import { type ConfirmFlags, openQuestion } from '../confirm.ts';
import { checking, runMoveCommand } from './run-move-command.ts';
import type { Host } from '../host.ts';
import type { MoveFlags } from './move-context.ts';

export interface MoveAbortFlags extends MoveFlags, ConfirmFlags {
  readonly discardChanges?: true | undefined;
  readonly recreate?: true | undefined;
  readonly forget?: string | undefined;
}

/** `move abort <claim>`: goes back to where the move came from. */
export function moveAbort(host: Host, claim: string, flags: MoveAbortFlags): Promise<number> {
  const { discardChanges = false, recreate = false, forget } = flags;
  const options = { discardChanges, recreate, ...(forget !== undefined && { forget }) };
  return runMoveCommand(host, { claim, flags }, async ({ moves, ref, context, reporter }) => {
    // Only this one can lose what nobody has a copy of.
    const ask = discardChanges ? openQuestion(host, flags, reporter) : undefined;
    await ask?.(discarded(ref), 'Roll back?');
    if (ask !== undefined) reporter.begin(checking);
    return moves.abortMove(ref, options, context);
  });
}

function discarded({ namespace, claim }: MoveRef): string[] {
  return [escapeText(`Claim ${namespace}/${claim} is rolled back to its old copy: what was written to the new one is lost.`)];
}
