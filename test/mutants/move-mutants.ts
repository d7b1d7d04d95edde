import { mutantsOf } from './mutant.ts';

const agreement = mutantsOf({ file: 'src/move/phases/rescan-source.ts', tests: ['test/unit/move/phases/agreement.test.ts'], seconds: 60 }, [
  ['movers that saw different volumes agree', ' && source.digest === target.verified?.digest', ''],
  ['movers that took no manifest agree', "source.digest !== undefined || verify !== 'full'", 'true'],
]);

const poke = mutantsOf({ file: 'src/move/homes/reflection.ts', tests: ['test/integration/move/homes/reflection.test.ts'], seconds: 60 }, [
  ['an old answer of the virtual kubelet counts', ' && !old.has(event.metadata.resourceVersion)', ''],
  ['the answer of another cluster counts', '(message?.includes(`cluster "${provider}"`) ?? false)', 'message !== provider'],
  ['the virtual kubelet is asked only once', '5 * 60_000', '5_000 * 60_000'],
]);

const remoteTests = ['test/integration/move/homes/remote-home.test.ts'];

const seen = mutantsOf({ file: 'src/move/homes/moved-home.ts', tests: remoteTests, seconds: 60 }, [
  [
    'labels are put on before Liqo knows the claim',
    'if (kubelet !== undefined) await waitUntilReflectionSeen(move, kubelet, claimUid);',
    '',
  ],
]);

const remotely = mutantsOf({ file: 'src/volumes/drivers/remote.ts', tests: remoteTests, seconds: 60 }, [
  ['a claim that is being deleted counts as adopted', 'if (adopted) refuseTerminating(context, home, claim);', ''],
  [
    'the finalizer goes before the claim is deleted',
    'if (claim.metadata.deletionTimestamp === undefined) await removeAsOwner',
    'if (!claim) await removeAsOwner',
  ],
  ['somebody else`s claim goes with a move that never made one', ' || (home.claimUid === undefined && !context.owner.owns(claim))', ''],
]);

const cut = mutantsOf({ file: 'src/move/cutover/swap.ts', tests: ['test/integration/move/cutover/way-back.test.ts'], seconds: 90 }, [
  ['a stranger`s claim is taken for the successor', '(deletedHere || isOwned(claim, move))', 'true'],
]);

const strangers = ['test/integration/move/cutover/foreign-claim.test.ts'];

const taken = mutantsOf({ file: 'src/move/cutover/create-claim.ts', tests: strangers, seconds: 60 }, [
  ['a stranger`s claim is taken on whatever it asks for', 'if (mismatch.length > 0) throw mismatchError(move, mismatch);', ''],
  ['a claim that is on its way out is taken on', 'found.metadata.deletionTimestamp !== undefined', 'found.metadata.name === undefined'],
]);

const freed = mutantsOf({ file: 'src/move/cutover/reservation.ts', tests: strangers, seconds: 60 }, [
  ['a claim that is gone keeps the reserved volume', 'await pointVolumeAt(move.consumer, volume, { namespace, name });', ''],
]);

const watch = mutantsOf(
  { file: 'src/move/guard/watch-mounters.ts', tests: ['test/integration/move/guard/watch-mounters.test.ts'], seconds: 60 },
  [
    ['a pod that has gone again is not seen', "if (event.type === 'ADDED' || event.type === 'MODIFIED') refuse([event.object]);", ''],
    [
      'after a broken watch everything before is forgotten',
      'if (version !== undefined) position.version = version;',
      'delete position.version;',
    ],
  ],
);

const engine = mutantsOf({ file: 'src/move/engine/engine.ts', tests: ['test/unit/move/engine/engine.test.ts'], seconds: 60 }, [
  [
    'a phase acts before its intention is written',
    'journal.update((value) => withPhase(value, name, { state: begun, at: at() }))',
    'Promise.resolve()',
  ],
  ['Ctrl-C ends the swap in the middle', 'phase.interruptible ?', 'phase.interruptible || gentle ?'],
  ['a phase that the move goes without runs', '|| phase.isSkipped?.(value) === true', ''],
  ['the way back undoes what was never begun', 'if (!wasTouched(base.journal.value, name)) continue;', ''],
]);

const version = mutantsOf({ file: 'src/move/model/journal.ts', tests: ['test/integration/move/held/journal-store.test.ts'], seconds: 60 }, [
  ['a journal of any version is acted on', 'version: v.literal(1),', 'version: v.any(),'],
]);

const takeover = mutantsOf({ file: 'src/move/engine/takeover.ts', tests: ['test/integration/move/engine/takeover.test.ts'], seconds: 60 }, [
  ['a takeover leaves the source to the earlier holder', "await movedHome(move, 'source').stamp({ all: isHolding(value) });", ''],
  ['a takeover leaves the virtual volumes to the earlier holder', 'await stampVirtualVolumes(move);', ''],
]);

const retrying = mutantsOf({ file: 'src/kube/client/retry.ts', tests: ['test/unit/move/held/retry.test.ts'], seconds: 60 }, [
  [
    'what the server asks to be waited is ignored',
    'return Math.max(fallback, Math.min(retryAfter * 1000, longestDelayMilliseconds));',
    'return fallback;',
  ],
]);

const patience = mutantsOf({ file: 'src/move/held/retry.ts', tests: ['test/unit/move/held/retry.test.ts'], seconds: 60 }, [
  ['a cluster that is away ends the move', 'isTransient(error)', "failedWith(error, 'serverError')"],
]);

const forgotten = mutantsOf(
  { file: 'src/move/phases/hold-source.ts', tests: ['test/integration/move/phases/hold-source.test.ts'], seconds: 60 },
  [['the virtual volume is not retained before the cut', 'await holdVirtualVolume(move, move.journal.value.volume);', '']],
);

const retained = mutantsOf(
  {
    file: 'src/volumes/drivers/local.ts',
    tests: ['test/specs/places/killed-in-any-phase.test.ts'],
    filter: 'goes back after a kill in adopt-target',
    seconds: 150,
  },
  [['the real volume is not retained before the cut', "{ annotations, policy: 'Retain' }", '{ annotations }']],
);

/** Of the protocol: what is done in which order, and what is waited for. */
export const moveMutants = [
  // The longest first, so that the others run beside it.
  ...retained,
  ...forgotten,
  ...agreement,
  ...poke,
  ...seen,
  ...remotely,
  ...cut,
  ...taken,
  ...freed,
  ...watch,
  ...engine,
  ...version,
  ...takeover,
  ...retrying,
  ...patience,
];
