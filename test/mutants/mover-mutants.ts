import { mutantsOf } from './mutant.ts';

const trees = { tests: ['test/integration/restic/manifest.test.ts'], seconds: 90 };
const volumes = { tests: ['test/integration/restic/manifest-volumes.test.ts'], seconds: 90 };

const walk = mutantsOf({ ...trees, file: 'src/restic/mover/walk.py' }, [
  ['the manifest follows symbolic links', 'status = os.lstat(full(path))', 'status = os.stat(full(path))'],
  [
    'the manifest takes names as they come',
    'return sorted(map(os.fsencode, os.listdir(descriptor)))',
    'return [*map(os.fsencode, os.listdir(descriptor))]',
  ],
  ['the manifest knows no hard links', 'if status.st_nlink < 2 or', 'if True or'],
  ['the manifest stops before the last entries', 'while waiting:', 'while False:'],
  ['the manifest has what the copy leaves out', 'if name not in left_out)', ')'],
]);

const unreadable = mutantsOf({ ...volumes, filter: 'cannot read', file: 'src/restic/mover/walk.py' }, [
  [
    'a directory that cannot be read counts as empty',
    '    except (FileNotFoundError, NotADirectoryError):\n        return []',
    '    except OSError:\n        return []',
  ],
  [
    'a file that cannot be read counts as vanished',
    '            except FileNotFoundError:\n                continue  #',
    '            except OSError:\n                continue  #',
  ],
]);

const manifest = mutantsOf({ ...trees, file: 'src/restic/mover/manifest.py' }, [
  ['the manifest leaves contents out', "facts['content'] = content", 'pass'],
  ['the manifest leaves modes out', "facts['mode'] = format(stat.S_IMODE(status.st_mode), '04o')", 'pass'],
  ['the manifest leaves set-user-id out', 'format(stat.S_IMODE(status.st_mode)', 'format(0o777 & status.st_mode'],
  ['the manifest leaves attributes out', 'attributes = read_attributes(entry.path, progress.uncarried)', 'attributes = {}'],
  [
    'the manifest knows seconds only',
    "facts['mtime'] = carried_time(status.st_mtime_ns)",
    "facts['mtime'] = status.st_mtime_ns // 10**9 * 10**9",
  ],
  ['the manifest leaves link targets out', "facts['target'] = escape(os.readlink(full(entry.path)))", 'pass'],
]);

const kinds = mutantsOf({ ...volumes, filter: 'every kind|more memory', file: 'src/restic/mover/manifest.py' }, [
  [
    'only the first part of a file is hashed',
    'while count := os.readv(descriptor, [BUFFER]):',
    'if count := os.readv(descriptor, [BUFFER]):',
  ],
  ['the manifest leaves owners out', "facts['owner'] = f'{status.st_uid}:{status.st_gid}'", 'pass'],
  ['the manifest leaves device numbers out', "facts['device'] = ", 'facts = facts or '],
  ['the manifest holds labels of the host', 'if not stays_behind(name)', ''],
  ['the manifest grows in memory', 'for line in describe_all(progress):', 'for line in list(describe_all(progress)):'],
]);

const compare = mutantsOf({ ...trees, file: 'src/restic/mover/compare.py' }, [
  [
    'the comparison ends with the shorter side',
    'while theirs is not None or ours is not None:',
    'while theirs is not None and ours is not None:',
  ],
  ['what is missing is not told', 'yield there, None', 'pass'],
  ['what was added is not told', 'yield None, here', 'pass'],
  ['the comparison stops at the first difference', 'differences.add(there, here)', 'differences.add(there, here); break'],
  [
    'sizes are compared, contents are not',
    'if theirs == ours:',
    "if theirs == ours or (theirs and ours and theirs.split('content')[0] == ours.split('content')[0]):",
  ],
]);

const uncarried = mutantsOf({ ...volumes, filter: 'counts sockets', file: 'src/restic/mover/uncarried.py' }, [
  ['flags of the file system itself are counted', '[0] & FLAGS', '[0]'],
  ['project ids are not counted', 'self.projects += 1', 'pass'],
]);

const links = mutantsOf({ ...volumes, filter: 'counts sockets', file: 'src/restic/mover/walk.py' }, [
  ['links of special files are not counted', 'uncarried.links += 1', 'pass'],
]);

const movers = { tests: ['test/integration/restic/movers.test.ts'], seconds: 45 };

const rescan = mutantsOf({ ...movers, file: 'src/restic/mover/source.sh', filter: 'copy again what changed' }, [
  ['the source does not look whether it has changed', 'if unchanged; then', 'if true; then'],
]);

const target = mutantsOf({ ...movers, file: 'src/restic/mover/target.sh', filter: 'copy again what changed' }, [
  ['the target leaves before the source is content', '  await decided\n', ''],
]);

const equality = mutantsOf({ ...movers, file: 'src/restic/mover/source.sh', filter: 'both fail when the copy is wrong' }, [
  ['the source takes any copy', '[ "$(fact "copied-$pass" digest)" = "$digest" ]', ':'],
]);

const difference = mutantsOf({ ...movers, file: 'src/restic/mover/target.sh', filter: 'both fail when the copy is wrong' }, [
  ['the target does not mind a difference', 'if marked "mismatch-$pass"; then name_differences; fi', ':'],
]);

const overlap = mutantsOf({ ...movers, file: 'src/restic/mover/backup.sh', filter: 'restore while the manifest' }, [
  ['a pass begins again under its old number', '  pass=$(highest_complete)\n', '  pass=0\n'],
]);

const lone = { tests: ['test/integration/restic/lone-mover.test.ts'], seconds: 45 };

const order = mutantsOf({ ...lone, file: 'src/restic/mover/source.sh', filter: 'lets the target restore' }, [
  ['the target hears of the snapshot after its manifest', '  offer\n  describe_source\n', '  describe_source\n  offer\n'],
]);

const known = { tests: ['test/integration/restic/known-files.test.ts'], seconds: 45 };

const written = mutantsOf({ ...known, file: 'src/restic/mover/known.py' }, [
  ['a file that was written to is known by its size and mtime', "else f'{key}:{status.st_ctime_ns}'", 'else key'],
  ['what was written to right before counts as known', '* 10**9 - MARGIN', '* 10**9 + MARGIN'],
]);

const warm = { tests: ['test/integration/restic/warm-passes.test.ts'], seconds: 90, filter: 'same size and times' };

const disguised = mutantsOf({ ...warm, file: 'src/restic/mover/source.sh' }, [
  ['a copy that differs is not made again from everything', 'if equal || [ "$mode" = whole ]; then break; fi', 'break'],
]);

const trusted = mutantsOf({ ...warm, file: 'src/restic/mover/target.sh' }, [
  ['a pass that rests on nothing takes files by their times', '[ "$mode" != whole ] || overwrite=always', ':'],
]);

const space = mutantsOf({ ...lone, file: 'src/restic/mover/unfit.sh', filter: 'full disk of its node' }, [
  ['the full disk of a node counts as a full volume', `grep -v " $RUN/cache/" "$RUN/details" |`, `cat "$RUN/details" |`],
]);

const full = mutantsOf({ ...lone, file: 'src/restic/mover/target.sh', filter: 'too small' }, [
  ['a volume may be too small in a second try', '  check_space\n  mark', '  mark'],
]);

const mapped = mutantsOf({ ...lone, file: 'src/restic/mover/mover.sh', filter: 'mapped' }, [
  ['pages in memory stay dirty', '  run sync -f "$VOLUME" || run sync\n', '  :\n'],
]);

const leftOut = { tests: ['test/integration/restic/left-out.test.ts'], seconds: 90 };

const data = mutantsOf({ ...leftOut, file: 'src/restic/mover/root-entries.sh', filter: 'carried when|told from' }, [
  ['lost+found is left out unseen', '      empty) is_empty "$path" ;;', '      empty) ;;'],
  ['a list of line ends is no list', '2>/dev/null && echo .) && [ "$listed" = . ]', '2>/dev/null) && [ -z "$listed" ]'],
  ['any folder may hold snapshots', '      snapshots) shows_snapshots "$path" ;;', '      snapshots) is_folder "$path" ;;'],
  ['a symlink to the volume is a snapshot of it', '    is_folder "$entry" && [', '    ['],
  ['any file of such a name counts quotas', '      quotas) holds_quotas "$path" ;;', '      quotas) is_file_of_root "$path" ;;'],
]);

const mounted = mutantsOf({ ...leftOut, file: 'src/restic/mover/backup.sh', filter: 'mounted there' }, [
  ['what is mounted inside is dropped', '--pack-size "$pack_size" $', '--pack-size "$pack_size" --one-file-system $'],
]);

const again = mutantsOf({ ...leftOut, file: 'src/restic/mover/source.sh', filter: 'looked at again' }, [
  ['a folder that has been filled stays left out', '  leave_out\n  # A network file system', '  # A network file system'],
]);

const emptied = mutantsOf({ ...leftOut, file: 'src/restic/mover/target.sh', filter: 'looked at again' }, [
  ['what an earlier pass has put there stays', 'empty,*) ! fresh "$name" || echo "$name" ;;', 'empty,*) echo "$name" ;;'],
]);

const fresh = { tests: ['test/integration/restic/fresh-target.test.ts'], seconds: 90 };

const foreign = mutantsOf({ ...fresh, file: 'src/restic/mover/target.sh' }, [
  [
    'a second try does not look',
    'else refuse_foreign_data; fi',
    'elif [ "$MOVER_TRY" -eq 1 ]; then refuse_foreign_data; else begun=yes; fi',
  ],
  ['nobody looks again before the restore', 'begin() {\n  refuse_foreign_data\n', 'begin() {\n'],
  [
    'what the volume had of its own is forgotten',
    '  printf \'%b\' "$(fact begun own | sed \'s/.../\\\\0&/g\')" >"$RUN/own"\n',
    '  : >"$RUN/own"\n',
  ],
  ["the source's data goes into what a class has made", '  [ ! -s "$RUN/details" ] || fail occupied 53\n', ''],
]);

const used = mutantsOf({ ...fresh, file: 'src/restic/mover/root-entries.sh', filter: 'refuses a volume' }, [
  ['a used folder passes for a fresh one', '    empty) is_empty "$path" || is_closed "$path" ;;', '    empty) is_folder "$path" ;;'],
  ['a folder of data passes for one of snapshots', '    snapshots) is_empty "$path" ||', '    snapshots) is_folder "$path" ||'],
  ['any name after .Trash- is a user', '    .Trash-*[!0-9]*) ;;\n', ''],
]);

const signed = mutantsOf({ ...movers, file: 'src/restic/mover/markers.py', filter: 'believe no marker' }, [
  ['any marker is believed', 'if hmac.compare_digest(signature, sign(text)) else None', ''],
]);

/** Of the programs that run on the volumes. */
export const moverMutants = [
  ...walk,
  ...unreadable,
  ...manifest,
  ...kinds,
  ...compare,
  ...uncarried,
  ...links,
  ...rescan,
  ...target,
  ...equality,
  ...difference,
  ...overlap,
  ...order,
  ...written,
  ...disguised,
  ...trusted,
  ...space,
  ...full,
  ...mapped,
  ...data,
  ...mounted,
  ...again,
  ...emptied,
  ...foreign,
  ...used,
  ...signed,
];
