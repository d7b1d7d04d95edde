import { describe, expect, it } from 'vitest';
import { type AwkwardRules, mountAwkward, openMounts, whyNoAwkwardMounts } from '../../faults/awkward-mounts.ts';
import type { StagedMove } from '../../movers/mover-stage.ts';
import { useStage } from './use-stage.ts';

const stage = useStage();
const why = await whyNoAwkwardMounts();
if (why !== undefined) console.log(`no target lacks anything here: ${why}`);

type Level = 'full' | 'restore' | 'none';

interface Attempt {
  readonly verify?: Level;
  /** Mounts the target, of which `$1` is the folder. */
  readonly mount: (folder: string) => string;
  /** For bash, on the source. */
  readonly fill: string;
}

/** How the target ends. */
async function attempt(name: string, { verify = 'none', mount, fill }: Attempt) {
  const move = await stage.openMove(name);
  const mounts = await openMounts(`mount -t tmpfs none '${move.volume('source')}'\n${mount(move.volume('target'))}`);
  try {
    await mounts.run(`cd '${move.volume('source')}'\n${fill}`);
    return await endOfTarget(move, { verify, wrapper: mounts.wrapper });
  } finally {
    await mounts.close();
  }
}

async function endOfTarget(move: StagedMove, options: { verify: Level; wrapper: readonly string[] }) {
  const [source, target] = await Promise.all([move.start('source', options), move.start('target', options)]);
  const { result, log } = await target.end;
  await source.kill('SIGTERM');
  return { result, log };
}

const awkward = (rules: AwkwardRules) => (folder: string) => mountAwkward(folder, rules);

describe.skipIf(why !== undefined)('target mover', { timeout: 120_000, concurrent: true }, () => {
  it('names everything that the file system refuses, with path and reason', async () => {
    const rules = {
      attribute: 4000,
      longest: 40,
      largest: 100_000,
      refused: ':',
      forbidden: ['symlink', 'link', 'mknod', 'chown'],
    } as const;
    const fill = `
      python3 -c "import os; open('heavy', 'w'); os.setxattr('heavy', 'user.a note: long', b'x' * 30000)"
      touch $(printf 'n%.0s' {1..50}); truncate -s 200000 big; mkdir 'a:b'; touch 'a:b/inside'; ln -s x pointer; mkfifo pipe
      touch one; ln one two; touch foreign; chown 12:34 foreign`;
    const { result, log } = await attempt('refused', { mount: awkward(rules), fill });
    expect(result, log).toMatchObject({ failure: 'unfit', code: 51 });
    expect(detailsOf(result)).toEqual([
      'a:b/inside: invalid argument',
      'a:b: invalid argument',
      'big: file too large',
      'foreign: lchown: operation not permitted',
      'heavy: attribute user.a note: long: no space left on device',
      `${'n'.repeat(50)}: file name too long`,
      'pipe: mknod: operation not permitted',
      'pointer: symlink: operation not permitted',
      'two: link: operation not permitted',
    ]);
  });

  it('tells names that the file system takes for the same, by the manifests', async () => {
    const fill = 'mkdir d; echo one > d/Name; echo one > d/name; touch -h -d @1 d/* d .';
    const { result, log } = await attempt('folded', { verify: 'full', mount: awkward({ folds: true }), fill });
    expect(result, log).toMatchObject({ failure: 'unfit', code: 51 });
    expect(detailsOf(result)).toEqual([
      expect.stringMatching(/^d\/[Nn]ame: missing: the file system here takes this name for another one$/),
    ]);
  });

  it.each(['restore', 'none'] as const)('tells names that the file system takes for the same, with --verify %s', async (verify) => {
    const fill = 'mkdir d; echo one > d/Name; echo two > d/name; touch d/other';
    const { result, log } = await attempt(`folded-${verify}`, { verify, mount: awkward({ folds: true }), fill });
    expect(result, log).toMatchObject({ failure: 'unfit', code: 51 });
    expect(detailsOf(result)).toEqual([expect.stringMatching(/^d\/[Nn]ame: the file system takes this name for another one$/)]);
  });

  it('tells that a file system keeps no ACLs', async () => {
    const fill = 'touch f g; setfacl -m u:1:r f; setfattr -n user.note -v x f';
    const { result, log } = await attempt('acl', { verify: 'full', mount: awkward({ unkept: ['system.posix_acl_'] }), fill });
    expect(result, log).toMatchObject({
      failure: 'unfit',
      details: ['f: attribute system.posix_acl_access, of a kind that the file system here does not keep'],
    });
  });

  it('tells once that a file system keeps whole seconds only', async () => {
    const { result, log } = await attempt('seconds', { verify: 'full', mount: awkward({ second: true }), fill: 'touch -d @1.5 a b c d .' });
    expect(result, log).toMatchObject({
      failure: 'times',
      code: 50,
      details: ['.: mtime 1500000000 became 1000000000: the file system here keeps no finer times, and 4 more alike'],
    });
  });

  it.each(['full', 'none'] as const)('tells what became of times after the last one of a file system, with --verify %s', async (verify) => {
    const mount = (folder: string) =>
      `image=$(mktemp); truncate -s 64M $image; mkfs.ext4 -q -F -I 128 $image; mount -o loop $image '${folder}'; rm $image`;
    const fill =
      'mkdir d; touch f; ln -s x d/link; touch -h -d 2040-02-29T12:00:01Z f d/link; touch -d 2038-01-19T03:14:07Z .; touch -d 1902-01-01Z d';
    const { result, log } = await attempt(`late-${verify}`, { verify, mount, fill });
    expect(result, log).toMatchObject({ failure: 'times', code: 50 });
    expect(detailsOf(result)).toEqual(['d/link', 'f'].map((path) => `${path}: 2040-02-29 12:00:01 UTC became 2038-01-19 03:14:07 UTC`));
  });

  it('tells a volume without inodes from one that is full', async () => {
    const mount = (folder: string) => `mount -t tmpfs -o nr_inodes=4 none '${folder}'`;
    const { result, log } = await attempt('inodes', { mount, fill: 'touch a b c d e f' });
    expect(result, log).toMatchObject({ failure: 'no-inodes', code: 52 });
    const full = await attempt('bytes', {
      mount: (folder) => `mount -t tmpfs -o size=300k none '${folder}'`,
      // Seen from outside it takes nothing: the room that is missing is found by writing only.
      fill: 'mkdir many; for n in {1..90}; do echo x > many/$n; done',
    });
    expect(full.result, full.log).toMatchObject({ failure: 'too-small', code: 44 });
  });
});

/** Sorted: restic names them as its threads finish. */
function detailsOf(result: unknown): readonly string[] {
  const { details } = result as { details: readonly string[] };
  return details.toSorted();
}
