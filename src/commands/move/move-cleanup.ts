import { plural } from '../../base/counts.ts';
import { untilAborted } from '../../base/time/deadline.ts';
import type { Cleanup } from '../../move/leftovers/clean-up.ts';
import { describeCleanup } from '../../output/listings/cleanup-list.ts';
import { type Ask, type ConfirmFlags, openQuestion } from '../confirm.ts';
import { typedAgain } from '../flags/same-cluster.ts';
import type { Host } from '../host.ts';
import { type MoveFlags, openMoveContext } from './move-context.ts';
import { runCommand } from '../run-command.ts';

export interface MoveCleanupFlags extends MoveFlags, ConfirmFlags {
  readonly allNamespaces?: true | undefined;
  readonly dryRun?: true | undefined;
}

/** `move cleanup`: lists what carries the mark of a move, and removes what no journal needs. */
export function moveCleanup(host: Host, flags: MoveCleanupFlags): Promise<number> {
  return runCommand(host, flags, async (reporter) => {
    const cleanup = await untilAborted(host.interrupt.gentle, cleanUp(host, flags, openQuestion(host, flags, reporter)));
    return { kind: 'listing', listing: describeCleanup(cleanup, typedAgain(host, flags)), exitCode: 0 };
  });
}

/** With somebody to ask, it is listed first what would be removed; nothing is asked where that is nothing. */
async function cleanUp(host: Host, flags: MoveCleanupFlags, ask: Ask | undefined): Promise<Cleanup> {
  const { context, namespace } = await openMoveContext(host, flags, () => undefined);
  const { cleanUpMoves } = await host.moves();
  const wish = { namespace: flags.allNamespaces === true ? undefined : namespace, dryRun: flags.dryRun === true };
  if (ask === undefined || wish.dryRun) return cleanUpMoves(wish, context);
  const listed = await cleanUpMoves({ ...wish, dryRun: true }, context);
  const doomed = listed.found.filter(({ judgement }) => judgement === 'remove' || judgement === 'release');
  if (doomed.length === 0) return listed;
  const { text } = describeCleanup({ ...listed, found: doomed }, typedAgain(host, flags));
  await ask(text, `Remove or release ${plural(doomed.length, 'object')}?`);
  return cleanUpMoves(wish, context);
}
