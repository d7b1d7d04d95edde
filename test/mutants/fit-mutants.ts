import { mutantsOf } from './mutant.ts';

const times = { tests: ['test/integration/restic/lost-times.test.ts'], seconds: 120 };
const targets = { tests: ['test/integration/restic/unfit-targets.test.ts'], seconds: 120 };

const source = mutantsOf({ ...times, file: 'src/restic/mover/times.sh', filter: 'before anything' }, [
  ['the source does not look at its times', '  [ ! -s "$RUN/details" ] || fail times 50\n', ''],
  ['times that restic cannot hold begin too late', 'time >= 9223372036', 'time > 9223372036'],
]);

const changed = mutantsOf({ ...targets, file: 'src/restic/mover/target.sh', filter: 'after the last one' }, [
  ['the target does not mind other times', '[ ! -s "$RUN/details" ] || [ -n "${MOVER_LOST_TIMES:-}" ] || fail times 50', ':'],
]);

const names = mutantsOf({ ...targets, file: 'src/restic/mover/target.sh', filter: 'with --verify none' }, [
  ['names that are one for the target are not looked for', 'if [ -n "$folding" ]; then check_names "$snapshot"; fi', ':'],
]);

const reasons = mutantsOf({ ...targets, file: 'src/restic/mover/unfit.sh', filter: 'everything|without inodes' }, [
  ['what the target refuses is tried again', '  if all_unfit; then fail unfit 51; fi\n', ''],
  ['no volume lacks inodes', '    if lacks_inodes; then fail no-inodes 52; fi\n', ''],
]);

const accepted = mutantsOf(
  { tests: ['test/integration/restic/manifest-times.test.ts'], seconds: 30, file: 'src/restic/mover/manifest.py' },
  [['no time is compared where some may be lost', 'if entry.path not in progress.odd_times:', "if not __import__('times').ACCEPTED:"]],
);

const attributes = mutantsOf(
  { tests: ['test/integration/restic/attribute-rules.test.ts'], seconds: 60, file: 'src/restic/attribute-rules.ts' },
  [
    ['ACLs stay behind', "'!system.posix_acl_*'", "'!system.posix_acl_access'"],
    ['file capabilities stay behind', ", '!security.capability'", ''],
  ],
);

/** Of what file systems hold, and others do not. */
export const fitMutants = [...source, ...changed, ...names, ...reasons, ...accepted, ...attributes];
