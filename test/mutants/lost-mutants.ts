import { mutantsOf } from './mutant.ts';

const ends = mutantsOf({ file: 'src/move/copy/mover-end.ts', tests: ['test/integration/move/copy/mover-end.test.ts'], seconds: 60 }, [
  ['a mover without its Job may be tried again', 'if (now?.metadata.uid !== uid) return', 'if (now === null) return'],
  ['a pod that the pod collector has closed counts as ended', "pod.status?.phase === 'Failed' && ", 'false && '],
  ['a pod that Liqo has lost sight of counts as ended', "if (pod.status?.reason === 'RemotePodTerminated') return true;", ''],
  ['a deleted pod counts as one that left no result', 'if (isTerminating(move, pod)) {', 'if (!pod) {'],
]);

const ownTests = ['test/integration/move/copy/own-containers.test.ts'];

const results = mutantsOf({ file: 'src/move/copy/mover-end.ts', tests: ownTests, seconds: 60 }, [
  ['a mover of which one container has no end has ended well', 'const allWell = ended && ', 'const allWell = '],
]);

const sidecars = mutantsOf({ file: 'src/move/copy/own-containers.ts', tests: ownTests, seconds: 60 }, [
  [
    'a sidecar that fails fails the copy',
    'containersOf(pod).filter(({ name }) => name === init || names.includes(name))',
    'containersOf(pod)',
  ],
  ['a mover has ended with one of its containers', 'names.every(', 'names.some('],
]);

const pulls = mutantsOf(
  { file: 'src/kube/evidence/startup-problem.ts', tests: ['test/unit/kube/evidence/startup-problem.test.ts'], seconds: 60 },
  [
    [
      'one failed pull ends a move',
      "['ErrImageNeverPull', 'InvalidImageName']",
      "['ErrImageNeverPull', 'InvalidImageName', 'ImagePullBackOff']",
    ],
    ['a native sidecar counts as one that hangs', ' && started !== true', ''],
    ['the same failed pull is told in other words while it waits', ".replace(backingOff, '')", ''],
  ],
);

const losses = mutantsOf({ file: 'src/move/copy/lost-pod.ts', tests: ['test/integration/move/copy/lost-pod.test.ts'], seconds: 60 }, [
  ['a deleted pod does not get its grace', 'grace * 1000 + deletionGraceMilliseconds(move)', 'deletionGraceMilliseconds(move)'],
]);

const word = mutantsOf({ file: 'src/move/copy/own-containers.ts', tests: ['test/integration/move/copy/mover-end.test.ts'], seconds: 60 }, [
  ['the word of its node does not count for a deleted pod', ' && !isTerminal(pod)', ''],
]);

const stalls = mutantsOf(
  { file: 'src/move/copy/read-progress.ts', tests: ['test/integration/move/copy/read-progress.test.ts'], seconds: 60 },
  [
    ['a mover on a node that is not heard of never stalls', ' && !isNodeLost(pod())', ''],
    ['two movers that wait for each other never stall', ' && !waiting.includes(other)', ''],
    ['a mover that waits for one that has left never stalls', ' && state[other] === undefined', ''],
    ['a mover whose log cannot be read stalls', 'life.readable === 0 || ', ''],
    ['a log that ended early is not opened again', 'if (!isRunning(log)) return;', 'return;'],
  ],
);

const removal = mutantsOf(
  { file: 'src/move/copy/remove-movers.ts', tests: ['test/integration/move/copy/remove-movers.test.ts'], seconds: 60 },
  [
    ['a pod that its node never gives up is waited for', 'await forceMovers(move);', ''],
    ['a pod on a node that is heard of is forced at once', '!left.every(({ pod }) => isNodeLost(pod)) && ', 'left.length === 0 && '],
    [
      'movers that may still write count as retired',
      'if (await areRemoved(move, stallMilliseconds(move))) return;\n  throw',
      'await removeJobs(move);\n  return;\n  throw',
    ],
    ['a mover that is made anew behind the look for Jobs stays', 'Math.min(left, lookAgainMilliseconds)', 'left'],
  ],
);

const repository = mutantsOf(
  { file: 'src/move/copy/watch-repository.ts', tests: ['test/integration/move/copy/watch-repository.test.ts'], seconds: 60 },
  [['a repository that is being deleted is waited for', "if (pod.metadata.deletionTimestamp !== undefined) return 'was deleted';", '']],
);

const starts = mutantsOf({ file: 'src/move/held/watch-start.ts', tests: ['test/unit/move/held/watch-start.test.ts'], seconds: 60 }, [
  ['a pod that never starts is waited for', 'if (move.clock.elapsed() - since >= limit) {', 'if (limit < 0) {'],
  [
    'a pod that has started meanwhile is complained of',
    'const seen = await look();\n    if (started()) return;',
    'const seen = await look();',
  ],
]);

const removed = mutantsOf({ file: 'src/move/homes/run-steps.ts', tests: ['test/integration/move/homes/local-home.test.ts'], seconds: 60 }, [
  [
    'a node that is gone holds up the way back',
    'if (first.going !== undefined) return (await withTimeout(move, deletionGraceMilliseconds(move), wait))?.value;',
    'if (first.going !== undefined) return wait(move);',
  ],
]);

const oldTests = ['test/integration/move/cutover/remove-source.test.ts'];

const old = mutantsOf({ file: 'src/move/cutover/remove-source.ts', tests: oldTests, seconds: 90 }, [
  ['an old volume is deleted from under a node', 'if (nodes.length > 0) return [await leaveAttached(move, nodes)];', ''],
  ['an old volume that is left keeps our hold', "await movedHome(move, 'source').release();", ''],
  ['a refusal of the old copy`s end stops the move', "|| failedWith(error, 'forbidden', 'invalid')", ''],
]);

const retained = mutantsOf({ file: 'src/volumes/drivers/local.ts', tests: oldTests, seconds: 90 }, [
  [
    'Delete is written to a volume whose claim is going',
    'await patchRealVolume(context, volume, { annotations: context.owner.noMarks });',
    "await patchRealVolume(context, volume, { annotations: context.owner.noMarks, policy: 'Delete' });",
  ],
]);

const rooms = mutantsOf(
  { file: 'src/move/workspace/workspace.ts', tests: ['test/integration/move/workspace/workspace.test.ts'], seconds: 60 },
  [
    [
      'a workspace stays when its repository goes',
      '  await removeOurs(move, kinds.namespace, { name: move.journal.value.workspace });\n',
      '',
    ],
  ],
);

const workspace = mutantsOf(
  {
    file: 'src/move/workspace/wait-for-repository.ts',
    tests: ['test/integration/move/workspace/wait-for-repository.test.ts'],
    seconds: 60,
  },
  [['a repository that no node takes is waited for', 'Promise.race([findReady(patient, seen), watching])', 'findReady(patient, seen)']],
);

const refusals = mutantsOf({ file: 'src/move/engine/abort.ts', tests: ['test/integration/move/engine/run.test.ts'], seconds: 60 }, [
  ['a move whose old copy is being released is aborted', 'if (value.noReturnAt !== undefined) {', "if (value.id === '') {"],
  [
    'what the application has written may be lost unasked',
    "if (!wasTouched(value, 'lift-guard') || ",
    "if (wasTouched(value, 'lift-guard') || ",
  ],
]);

/** Of what is believed of movers that have not been heard of. */
export const lostMutants = [
  ...ends,
  ...results,
  ...sidecars,
  ...pulls,
  ...losses,
  ...word,
  ...stalls,
  ...removal,
  ...repository,
  ...starts,
  ...removed,
  ...old,
  ...retained,
  ...workspace,
  ...rooms,
  ...refusals,
];
