import { mutantsOf } from './mutant.ts';

const guard = mutantsOf({ file: 'src/move/guard/guard-policy.ts', tests: ['test/integration/move/guard/guard.test.ts'], seconds: 60 }, [
  ['the guard stumbles over pods without volumes', ' || !has(object.spec.volumes) || ', ' || '],
  ['the guard lets everybody`s labelled pods pass', '&& request.userInfo.username in [', '|| request.userInfo.username in ['],
  [
    'the guard lets an earlier run create the claim',
    " && ${celHasEntry('object.metadata.annotations', moveLabels.fencingToken, String(fencingToken))}",
    '',
  ],
  ['the guard accepts a deletion without the uid', 'has(request.options.preconditions.uid) && ', ''],
  ['the guard accepts a deletion without the version', '&& has(request.options.preconditions.resourceVersion))', ')'],
  [
    'the guard lets everybody delete the claim',
    '(request.userInfo.username == ${celText(user)} && has(request.options.preconditions) &&',
    '(has(request.options.preconditions) &&',
  ],
  ['the guard does not know the claim in a deletion of all', 'oldObject.metadata.name == ${name} :', 'request.name == ${name} :'],
  ['the guard lets the offloading change', '&& object.spec == oldObject.spec)', ')'],
  ['the guard lets the namespace be deleted', `'request.resource.resource != "namespaces"'`, `'true'`],
  ['the guard lets strangers make Jobs of the move', '!${labelled(\'object\')} || (request.operation == "UPDATE" &&', '(true &&'],
]);

const arming = mutantsOf({ file: 'src/move/guard/guard.ts', tests: ['test/integration/move/guard/arming.test.ts'], seconds: 60 }, [
  ['any refusal counts as an armed guard', "error.answer.includes(words) ? 'denied'", "words ? 'denied'"],
  ['the guard is not rewritten for a new run', ', ...specOf(wanted)', ''],
  ['a machine that wakes up writes its guard over that of a later holder', 'ownerOf(move).refuseStale(standing);', ''],
]);

const heldTests = ['test/integration/move/held/guarded-writes.test.ts'];

const held = [
  ...mutantsOf({ file: 'src/kube/client/exact-writes.ts', tests: heldTests, seconds: 60 }, [
    ['a patch does not say which object', '...patch.metadata, uid, resourceVersion }', '...patch.metadata, resourceVersion }'],
    ['a patch does not say which version', '...patch.metadata, uid, resourceVersion }', '...patch.metadata, uid }'],
  ]),
  ...mutantsOf({ file: 'src/volumes/owned-writes.ts', tests: heldTests, seconds: 60 }, [
    ['a removal does not say which object', '{ uid, resourceVersion }, options)', '{ resourceVersion } as never, options)'],
    ['a removal does not say which version', '{ uid, resourceVersion }, options)', '{ uid } as never, options)'],
  ]),
  ...mutantsOf({ file: 'src/move/held/owner-of.ts', tests: heldTests, seconds: 60 }, [
    ['the fencing token of a later holder is not looked at', 'Number(token) <= fencingToken', 'Number(token) >= 0'],
  ]),
];

const locally = mutantsOf(
  { file: 'src/volumes/drivers/local.ts', tests: ['test/integration/move/homes/local-home.test.ts'], seconds: 90 },
  [
    ['Delete is written to a real volume without its claim', 'claim === undefined || !isBoundTo(volume, claim)', 'claim === undefined'],
    [
      'a crash in a renaming is forgotten',
      "const renamed = await ensureRenamed(context, home);\n  if (renamed.kind !== 'done') return renamed;",
      '',
    ],
  ],
);

const bound = mutantsOf(
  { file: 'src/volumes/drivers/real-objects.ts', tests: ['test/integration/move/homes/local-home.test.ts'], seconds: 90 },
  [['a claim that is going counts as alive', ' && claim.metadata.deletionTimestamp === undefined', '']],
);

const virtually = mutantsOf(
  { file: 'src/move/cutover/virtual-volume.ts', tests: ['test/integration/move/cutover/virtual-volume.test.ts'], seconds: 60 },
  [
    ['Delete is written to a virtual volume that has left Bound', 'if (await isBoundToLiveClaim(move, volume)) await', 'if (volume) await'],
    ['Delete is written to the volume of the cut in any case', ' && (await isBoundToLiveClaim(move, volume))', ''],
  ],
);

const lease = mutantsOf({ file: 'src/kube/lease/lease.ts', tests: ['test/unit/kube/lease/lease.test.ts'], seconds: 60 }, [
  ['a lease that somebody renews is taken all the same', 'return changed && now.spec?.holderIdentity ?', 'return changed && !now ?'],
]);

const queue = mutantsOf(
  { file: 'src/kube/controller/work-queue.ts', tests: ['test/unit/kube/controller/work-queue.test.ts'], seconds: 60 },
  [
    ['a key is worked on twice at the same time', 'if (this.#busy.has(key)) continue;', ''],
    ['a key that was added while it was worked on is forgotten', 'else this.#pump();', ''],
    ['work that waits for nothing keeps everything else waiting', '|| this.#isTurnOver()', ''],
    ['a key that failed does not come again', 'this.add(key, error instanceof KubeError ? retryDelay(error, delay) : delay);', ''],
  ],
);

const informer = mutantsOf(
  { file: 'src/kube/controller/informer.ts', tests: ['test/unit/kube/controller/informer.test.ts'], seconds: 60 },
  [
    [
      'what has gone while nobody watched is kept',
      'const [before, now] = [this.#objects, new Shelves<T>()];',
      'const [before, now] = [this.#objects, this.#objects];',
    ],
    ['what is not read is kept', '(this.#options.keep?.(object) ?? object)', 'object'],
    ['nothing is ever listed again', ' || clock.elapsed() - this.#listedAt >= resyncMilliseconds', ''],
  ],
);

const connecting = mutantsOf({ file: 'src/kube/login/connect.ts', tests: ['test/unit/kube/login/config.test.ts'], seconds: 60 }, [
  ['a kubeconfig from a cluster may run programs here', 'if (!trusted) checkSelfContained', 'if (false) checkSelfContained'],
]);

const impersonating = mutantsOf(
  { file: 'src/kube/login/impersonation.ts', tests: ['test/integration/kube/login/as-kubectl.test.ts'], seconds: 120 },
  [
    [
      'groups without a user are sent nowhere, and the call goes out with our own rights',
      'user !== undefined || others.length === 0',
      'true',
    ],
  ],
);

const loggingIn = mutantsOf(
  { file: 'src/kube/login/kept-credentials.ts', tests: ['test/integration/kube/login/credentials.test.ts'], seconds: 60 },
  [
    ['every refused call logs in anew', 'refused !== undefined && kept?.settled?.credentials === refused', 'refused !== undefined'],
    ['a refused login is kept until it expires', 'login.read(renew)', 'login.read(false)'],
  ],
);

/** Of what keeps others off, and us to what we know. */
export const boundMutants = [
  ...guard,
  ...arming,
  ...held,
  ...locally,
  ...bound,
  ...virtually,
  ...lease,
  ...queue,
  ...informer,
  ...connecting,
  ...impersonating,
  ...loggingIn,
];
