import { mutantsOf } from './mutant.ts';

const manifest = mutantsOf({ file: 'src/restic/mover/manifest.py', tests: ['test/unit/restic/manifest.test.ts'], seconds: 90 }, [
  ['the manifest leaves contents out', "entry['content'] = hash_content(full, progress)", 'hash_content(full, progress)'],
  ['the manifest leaves modes out', "entry['mode'] = format(stat.S_IMODE(status.st_mode), '04o')", 'pass'],
  ['the manifest leaves attributes out', 'attributes = read_attributes(full)', 'attributes = {}'],
]);

const movers = { tests: ['test/unit/restic/movers.test.ts'], seconds: 45 };

const rescan = mutantsOf({ ...movers, file: 'src/restic/mover/source.sh', filter: 'copy again what changed' }, [
  ['the source does not look whether it has changed', 'if unchanged; then break; fi', 'break'],
]);

const target = mutantsOf({ ...movers, file: 'src/restic/mover/target.sh', filter: 'copy again what changed' }, [
  ['the target leaves before the source is content', '  await decided\n', ''],
]);

const difference = mutantsOf({ ...movers, file: 'src/restic/mover/target.sh', filter: 'both fail when the copy is wrong' }, [
  ['the target does not mind a difference', 'if [ "${answer%% *}" = differs ]; then', 'if false; then'],
]);

/** Of the programs that run on the volumes. */
export const moverMutants = [...manifest, ...rescan, ...target, ...difference];
