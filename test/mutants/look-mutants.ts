import { mutantsOf } from './mutant.ts';

const lookTests = ['test/integration/move/cutover/last-look.test.ts'];

const looks = mutantsOf({ file: 'src/move/cutover/last-look.ts', tests: lookTests, seconds: 60 }, [
  ['a pod that came before the cut is not looked for', 'await refuseMounters(move);', ''],
  ['the claim is exchanged for a copy that is going', 'await refuseUnsafeCopy(move, side);', ''],
  ['a finalizer that came during the copy is not waited for', 'await waitUntilDeletable(move);', ''],
  [
    'a claim that got a finalizer meanwhile is deleted',
    'if (foreignFinalizers(claim).length > 0) return',
    'if (side === undefined) return',
  ],
]);

const copies = mutantsOf({ file: 'src/volumes/drivers/explain-real-claim.ts', tests: lookTests, seconds: 60 }, [
  [
    'a claim that is being deleted counts as a copy',
    'if (claim.metadata.deletionTimestamp !== undefined) return [`${name} is being deleted`];',
    '',
  ],
]);

const away = mutantsOf({ file: 'src/volumes/drivers/remote.ts', tests: lookTests, seconds: 60 }, [
  ['a remote copy without our finalizer counts as held', 'claim === undefined || held || ', 'claim === undefined || true || '],
]);

const real = mutantsOf({ file: 'src/move/claim/live-claim.ts', tests: lookTests, seconds: 60 }, [
  ['pods on real claims are not looked for', 'claim: request.claim, id }), ...real]', 'claim: request.claim, id })]'],
]);

const guarded = mutantsOf({ file: 'src/move/guard/guard-policy.ts', tests: ['test/integration/move/guard/guard.test.ts'], seconds: 60 }, [
  ['the guard leaves the real claims alone', 'const named = [guard, ...real].map(', 'const named = [guard].map('],
]);

const between = mutantsOf({ file: 'src/move/model/journal.ts', tests: ['test/unit/move/model/journal.test.ts'], seconds: 60 }, [
  ['an abort takes its own deletion of the claim for that of a stranger', 'return swapBack.deletedAt !== undefined || ', 'return '],
]);

const gaps = mutantsOf({ file: 'src/move/guard/unwatched.ts', tests: ['test/unit/move/guard/unwatched.test.ts'], seconds: 60 }, [
  ['a time without a holder is forgotten', 'phases, unwatched: true }', 'phases }'],
  [
    'movers count as retired although nobody has looked since',
    "const { 'retire-movers': _, ...phases } = journal.phases;",
    'const { phases } = journal;',
  ],
]);

const labels = mutantsOf(
  { file: 'src/move/held/journal-store.ts', tests: ['test/integration/move/held/journal-store.test.ts'], seconds: 60 },
  [
    [
      'a write of another holder is taken for a label',
      'text !== textOf(known.stored) && !known.unanswered.has(text)',
      'text === undefined',
    ],
    ['an answer that was lost makes us somebody else', 'known.unanswered.add(text);', ''],
  ],
);

const carried = mutantsOf({ file: 'src/move/cutover/reservation.ts', tests: ['test/integration/move/cutover/swap.test.ts'], seconds: 90 }, [
  [
    'the claim is deleted before that is written down',
    '    [slots[side]]: { ...journal[slots[side]], deletedAt },',
    '    [slots[side]]: journal[slots[side]],',
  ],
  ['what the claim carries by now is lost', '    claim: { ...rest, metadata: { ...metadata, ...named(journal) } },\n', ''],
]);

/** Of the looks right before the claim is deleted, and of what may have happened while nothing was watched. */
export const lookMutants = [...looks, ...copies, ...away, ...real, ...guarded, ...between, ...gaps, ...labels, ...carried];
