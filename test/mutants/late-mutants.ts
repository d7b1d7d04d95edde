import { mutantsOf } from './mutant.ts';

const owners = mutantsOf({ file: 'src/move/held/owner-of.ts', tests: ['test/integration/move/held/made-objects.test.ts'], seconds: 60 }, [
  ['what an earlier move has made counts as made by this one', '>= firstEpoch;', '>= 0;'],
]);

const judges = { tests: ['test/unit/move/leftovers/judge-trace.test.ts'], seconds: 60 };

const copies = [
  ...mutantsOf({ ...judges, file: 'src/move/leftovers/judge-claim.ts' }, [
    ['a held source in a provider is cleaned up', '(isStagedClaim(object) && isElsewhere(trace, seen))', 'isElsewhere(trace, seen)'],
    ['a staged claim goes whose data is in use', 'user === undefined ? remove', 'user === undefined || true ? remove'],
  ]),
  ...mutantsOf({ ...judges, file: 'src/move/leftovers/judge-volume.ts' }, [
    ['the reserved volume goes in the middle of a cutover', 'return isUnused && claims.some(', 'return isUnused || claims.some('],
  ]),
];

const order = mutantsOf(
  { file: 'src/move/leftovers/known-moves.ts', tests: ['test/integration/move/leftovers/clean-up.test.ts'], seconds: 90 },
  [['a holder without a journal is swept away', "if (liveness === 'all') return holder;", 'return undefined;']],
);

const woken = mutantsOf(
  { file: 'src/move/engine/runner.ts', tests: ['test/integration/move/engine/woken-too-late.test.ts'], seconds: 90 },
  [
    [
      'who slept through the end of its move keeps what it has held since',
      "if (error instanceof AppError && error.kind === 'move' && !context.interrupt.hard.aborted) await letGo(context, drive);",
      '',
    ],
  ],
);

const stale = mutantsOf({ file: 'src/move/engine/start.ts', tests: ['test/integration/move/engine/stale-plan.test.ts'], seconds: 90 }, [
  ['a move begins with a plan of a claim that was replaced', 'return now?.metadata.uid !== metadata.uid;', 'return now === undefined;'],
]);

const unnoticed = mutantsOf(
  { file: 'src/move/cutover/virtual-volume.ts', tests: ['test/integration/move/cutover/virtual-volume.test.ts'], seconds: 90 },
  [['the old virtual volume stays where it is not Released yet', "'Bound' && !isOfOldClaim;", "'Bound';"]],
);

const wayBack = { tests: ['test/integration/move/cutover/way-back.test.ts'], seconds: 60 };

const misbound = [
  ...mutantsOf({ ...wayBack, file: 'src/move/cutover/swap.ts' }, [
    ['a claim that was bound to the wrong copy on the way back is kept', 'isOwned(found, move) && isMisbound(found, move)', 'false'],
  ]),
  ...mutantsOf({ ...wayBack, file: 'src/move/cutover/create-claim.ts' }, [
    [
      'a claim that was bound to the wrong copy is taken for a stranger',
      'if (isOwned(claim, move) && isMisbound(claim, move)) return claim;',
      '',
    ],
  ]),
];

const renamed = mutantsOf(
  { tests: ['test/integration/volumes/local-steps.test.ts'], seconds: 90, file: 'src/volumes/drivers/rename-real-claim.ts' },
  [['a holder that was replaced makes a real claim', 'context.owner.refuseStale(volume);', '']],
);

/** Wrong changes to what is swept, and to what is known for a move's own. */
export const lateMutants = [...owners, ...copies, ...order, ...woken, ...stale, ...unnoticed, ...misbound, ...renamed];
