import { mutantsOf } from './mutant.ts';

const byMatrix = (matrix: string) => ({ tests: [], matrix, seconds: 240 });

const holds = mutantsOf({ ...byMatrix('kill ll 10 after resume'), file: 'src/volumes/drivers/local.ts' }, [
  ['a move does not hold the real volumes', "{ annotations, policy: 'Retain' }", '{ annotations }'],
]);

const reflections = mutantsOf({ ...byMatrix('kill lr 10 after resume'), file: 'src/move/homes/moved-home.ts' }, [
  [
    'a target is adopted before the virtual kubelet has seen the new claim',
    'if (kubelet !== undefined) await waitUntilReflectionSeen(move, kubelet, claimUid);',
    '',
  ],
]);

/** The deletion of the claim is one of these writes: which one depends on how often the copy was heard of. The second one takes it for untouched then. */
const around = [52, 53, 54];
const late = around.map((at) => `kill ll ${at}.16 before abort-rejoined`).join(' and ');

const stamps = mutantsOf({ ...byMatrix(late), file: 'src/move/engine/takeover.ts' }, [
  [
    'a takeover leaves the claim to an earlier holder that is about to delete it',
    "if (wasTouched(value, 'hold-source') && !lifted) await stampClaim(move);",
    '',
  ],
]);

const versions = mutantsOf({ ...byMatrix('kill ll 10 after resume'), file: 'src/volumes/owned-writes.ts' }, [
  ['a deletion says neither which object nor which version', '{ uid, resourceVersion }, options)', '{} as never, options)'],
]);

const patches = mutantsOf(
  { ...byMatrix('sleeper ll 10 late abort and sleeper ll 11 late abort'), file: 'src/kube/client/exact-writes.ts' },
  [
    [
      'a patch says neither which object nor which version',
      '{ ...patch, metadata: { ...patch.metadata, uid, resourceVersion } }',
      '{ ...patch, metadata: { ...patch.metadata } }',
    ],
  ],
);

/** Two machines that both believe the journal to be theirs; which of them wins depends on who is quicker. */
const beside = [38, 39, 40, 41].map((at) => `kill ll ${at}.9 before resume-rejoined`).join(' and ');

const journals = mutantsOf({ ...byMatrix(beside), file: 'src/move/held/journal-store.ts' }, [
  [
    'the journal is written over what another holder has written since',
    '{ ...known.stored, data: { [dataKey]: text } }',
    '{ ...known.stored, metadata: { ...known.stored.metadata, resourceVersion: undefined as never }, data: { [dataKey]: text } }',
  ],
]);

const looks = mutantsOf({ ...byMatrix('meddle lr'), file: 'src/move/cutover/last-look.ts' }, [
  ['nobody looks whether the new copy stays, right before the claim is deleted', 'await refuseUnsafeCopy(move, side);', ''],
]);

/** What the matrix notices alone, with nothing that was written for one defect. */
export const matrixMutants = [...holds, ...reflections, ...stamps, ...versions, ...patches, ...journals, ...looks];
