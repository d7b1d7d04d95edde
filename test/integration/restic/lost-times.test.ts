import { describe, expect, it } from 'vitest';
import { mountAwkward, openMounts, whyNoAwkwardMounts } from '../../faults/awkward-mounts.ts';
import { useStage } from './use-stage.ts';

const stage = useStage();
const why = await whyNoAwkwardMounts();
if (why !== undefined) console.log(`no volume keeps times that restic loses here: ${why}`);

/** Of a file, a directory, a symlink and a name that looks like another entry, on a file system without limits. */
const beyond = `mkdir d new; touch f; ln -s x new/link; mkdir $'new/line\\n'; touch $'new/line\\n/g' plain
  touch -h -d @32503680000 f; touch -h -d @-70000000000 new/link; touch -h -d @316516204800 $'new/line\\n/g'; touch -d @9223372036 d
  touch -d @9223372035 plain; touch -d @1 $'new/line\\n'; touch -d 1960-01-01Z new; touch -d @0 .`;

const told = [
  'd: 2262-04-11 23:47:16 UTC',
  'f: 3000-01-01 00:00:00 UTC',
  'new/line?/g: 12000-01-01 00:00:00 UTC',
  'new/link: -249-10-15 19:33:20 UTC',
];

describe.skipIf(why !== undefined)('times that restic cannot hold', { timeout: 240_000, concurrent: true }, () => {
  it.each(['full', 'restore', 'none'] as const)('are named before anything is copied, with --verify %s', async (verify) => {
    const move = await stage.openMove(`beyond-${verify}`);
    const mounts = await openMounts(`mount -t tmpfs none '${move.volume('source')}'; cd '${move.volume('source')}'\n${beyond}`);
    const source = await move.start('source', { verify, wrapper: mounts.wrapper });
    const { result, log } = await source.end;
    await mounts.close();
    expect(result, log).toMatchObject({ role: 'source', failure: 'times', code: 50, details: expect.any(Array) });
    expect((result as { details: string[] }).details.toSorted()).toEqual(told);
    expect(log).not.toContain('"snapshot"');
  });

  it.each(['full', 'none'] as const)(
    'and those that the target cannot become others where that is accepted, with --verify %s',
    async (verify) => {
      const move = await stage.openMove(`accepted-${verify}`);
      const target = `mount -t tmpfs none '${move.volume('target')}'; ${mountAwkward(move.volume('target'), { second: true, latest: 2 ** 31 - 1 })}`;
      const late = 'touch late half; touch -d 2040-01-01Z late; touch -d @1.5 half; touch -d @0 .';
      const mounts = await openMounts(
        `mount -t tmpfs none '${move.volume('source')}'; (cd '${move.volume('source')}'\n${beyond}\n${late})\n${target}`,
      );
      const options = { verify, wrapper: mounts.wrapper, acceptLostTimes: true };
      const [source, copy] = await Promise.all([move.start('source', options), move.start('target', options)]);
      const [done, copied] = [await source.end, await copy.end];
      await mounts.close();
      expect(done.result, done.log).toMatchObject({ role: 'source', pass: 1 });
      expect(copied.result, copied.log).toMatchObject({ role: 'target', pass: 1, ...(verify === 'full' && { verified: {} }) });
      const { lost } = copied.result as { lost: string[] };
      expect(lost.toSorted()).toEqual([
        expect.stringMatching(/^d: 2262-04-11 23:47:16 UTC became /),
        'f: 3000-01-01 00:00:00 UTC became 1830-11-23 00:50:52 UTC',
        'late: 2040-01-01 00:00:00 UTC became 2038-01-19 03:14:07 UTC',
        expect.stringMatching(/^new\/line\?\/g: 12000-01-01 00:00:00 UTC became 1815-/),
        expect.stringMatching(/^new\/link: -249-10-15 19:33:20 UTC became 1754-/),
        expect.stringMatching(/^plain: 2262-04-11 23:47:15 UTC became 2038-/),
      ]);
      if (verify === 'full') expect([done.result, copied.result]).toMatchObject([{ fractions: 1 }, { fractions: 0 }]);
    },
  );
});
