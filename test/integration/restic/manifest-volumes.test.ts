import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { canDescribe, describeVolume } from '../../fidelity/describe-volume.ts';
import { everyKind } from './every-kind.ts';
import { type ManifestProgram, startManifestProgram } from '../../movers/manifest-program.ts';
import { readDescription } from './manifest-description.ts';
import { inMounts, whyNoMounts } from './mounts.ts';

const run = promisify(execFile);
const isRoot = process.getuid?.() === 0;

const mounts: Record<string, string> = {
  tmpfs: `mount -t tmpfs none data; cd data; ${everyKind}`,
  ext4: `truncate -s 64M image; mkfs.ext4 -q -F image; mount -o loop image data; cd data; ${everyKind}`,
  // Some of it comes from the layer below, some is copied up, and some is hidden by a whiteout.
  overlay: `mount -t tmpfs none data; mkdir data/lower data/upper data/work data/lower/gone; cd data/lower; ${everyKind}
    echo was > pointed; rm pointed; mkdir gone/too; echo other > quo\\"te; chmod 644 long; cd ../..
    mount -t overlay none -o lowerdir=data/lower,upperdir=data/upper,workdir=data/work data; cd data
    rm -r gone; : > quo\\"te; chmod 0600 long; setfacl -m u:1:r,g:2:rw long || true
    touch -d '2001-02-03 04:05:06.123456789 UTC' quo\\"te; chmod 751 .; touch -d '2001-02-03 04:05:06 UTC' .`,
};

async function use<T>(wrapper: readonly string[], act: (program: ManifestProgram) => Promise<T>): Promise<T> {
  const program = await startManifestProgram(wrapper);
  try {
    return await act(program);
  } finally {
    await program.end();
  }
}

describe.concurrent('manifest program', { timeout: 240_000 }, () => {
  it('describes every kind of file as other tools do, and the same on ext4, tmpfs and overlay', async ({ skip }) => {
    skip(!(await canDescribe()));
    const [answer, description] = await use([], async (program) => {
      await run('bash', ['-c', everyKind], { cwd: program.volume });
      const described = await readDescription(program);
      expect(described).toEqual(await describeVolume(program.volume));
      return [await program.ask('manifest 1'), described];
    });
    const why = await whyNoMounts;
    if (why !== undefined) return console.log(`not compared across file systems, since nothing can be mounted here: ${why}`);
    for (const [name, script] of Object.entries(mounts)) {
      await use(inMounts(script), async (program) => {
        expect(await readDescription(program), name).toEqual(description);
        expect(await program.ask('manifest 1'), name).toBe(answer);
      });
    }
  });

  it('counts sockets, inode flags, project ids and links of what is no regular file', async ({ skip }) => {
    const why = await whyNoMounts;
    if (why !== undefined) console.log(`inode flags are not set, since nothing can be mounted here: ${why}`);
    skip(why !== undefined);
    // Project ids are written into the image: not every kernel sets them, but each one tells them.
    const script = `truncate -s 64M image; mkfs.ext4 -q -F -I 256 image; mount -o loop image data; cd data
      mkdir -p d e 'left out/kept'; : > f; : > g; : > h; chattr +iA f; chattr +d d; chattr +a 'left out/kept'
      rmdir lost+found
      for name in s1 d/s2; do python3 -c 'import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])' $name; done
      mkfifo p; ln p d/p; ln p q; ln -s p l; ln l d/l; ln h i
      cd ..; umount data; tune2fs -O project image >/dev/null
      for name in e g; do debugfs -w -R "set_inode_field /$name projid 7" image 2>/dev/null; done; mount -o loop,ro image data`;
    await use(inMounts(script), async (program) => {
      expect(await program.ask('manifest 1')).toMatch(/^done 12 [0-9a-f]{64} 2 2 d0 2 3 - \d+$/);
    });
  });

  it('names what it cannot read', async () => {
    const wrapper = isRoot ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search'] : [];
    const giveAway = isRoot ? 'chown -R 1234 .' : ':';
    for (const [path, script] of [
      ['a/secret\\n', "mkdir a b; : > a/first; : > $'a/secret\\n'; chmod 0 $'a/secret\\n'; : > b/later"],
      ['a/closed', 'mkdir -p a/closed/below; chmod 0 a/closed'],
    ] as const) {
      await use(['bash', '-c', `cd data; ${script}; ${giveAway}; cd ..; exec "$@"`, 'bash', ...wrapper], async (program) => {
        expect(await program.ask('manifest 1')).toBe('unreadable');
        expect(await program.readDetails()).toEqual([`${path}: Permission denied`]);
        await run('chmod', ['-R', 'u+rwX', program.volume]);
      });
    }
  });

  it('describes what is mounted inside the volume too', async ({ skip }) => {
    const why = await whyNoMounts;
    if (why !== undefined) console.log(`nothing can be mounted inside a volume here: ${why}`);
    skip(why !== undefined);
    await use(inMounts('mkdir data/other; mount -t tmpfs none data/other; : > data/other/file'), async (program) => {
      expect(await program.ask('manifest 1')).toMatch(/^done 3 /);
    });
  });

  it('needs no more memory for many files than for few', async () => {
    const fill =
      'import os, sys\nfor d in range(int(sys.argv[1])):\n  os.mkdir(str(d))\n  for f in range(100): open(f"{d}/{f}", "w").close()';
    const peaks = await Promise.all(
      [10, 150].map((directories) =>
        use([], async (program) => {
          await run('python3', ['-c', fill, String(directories)], { cwd: program.volume });
          expect(await program.ask('manifest 1')).toMatch(`done ${directories * 101 + 1} `);
          expect(await program.compare()).toMatch(/^named 0 /);
          return program.peakKib();
        }),
      ),
    );
    expect((peaks[1] ?? 0) - (peaks[0] ?? 0)).toBeLessThan(2 << 10);
  });
});
