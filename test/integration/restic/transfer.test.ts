import { chmod, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const folder = new URL('../../../src/restic/mover/', import.meta.url).pathname;

interface Situation {
  readonly wish?: 'auto' | 'on' | 'off';
  readonly verify?: 'full' | 'none';
  /** Bytes per second of the source's way, and of the target's when that has said it. */
  readonly rate?: number;
  readonly targetRate?: number;
  /** MiB. */
  readonly targetPacks?: number;
  /** Percent. */
  readonly sample?: number;
  /** KiB per second. */
  readonly limit?: number;
}

/** What restic is told, when the manifest program has measured that. */
async function flagsIn({
  wish = 'auto',
  verify = 'full',
  rate = 0,
  targetRate,
  sample = 30,
  limit,
  targetPacks = 24,
}: Situation): Promise<string> {
  const run = await mkdtemp(join(tmpdir(), 'transfer-'));
  await mkdir(join(run, 'data'));
  await Promise.all([writeFile(join(run, 'left'), ''), writeFile(join(run, 'restic'), '#!/bin/sh\necho "$*" >&2\n')]);
  await chmod(join(run, 'restic'), 0o755);
  const marker = targetRate === undefined ? '' : ` link-target rate-${targetRate} packs-${targetPacks} `;
  const script = `
    . ./backup.sh
    ask() {
      case $1 in
        link*) echo 'link ${rate} 7 24' >"$RUN/line" ;;
        sample) echo 'sample ${sample}' >"$RUN/line" ;;
        markers) echo '${marker}' >"$RUN/markers" ;;
      esac
    }
    # No test has to wait.
    run() { [ "$1" = sleep ] || "$@"; }
    choose_transfer >/dev/null
    run backup_data`;
  const env = {
    VOLUME_PARENT: run,
    RUN: run,
    MOVER_COMPRESSION: wish,
    MOVER_VERIFY: verify,
    MOVER_HOST: 'host',
    PATH: `${run}:${process.env['PATH']}`,
  };
  const { stderr } = await execa('sh', ['-c', script], {
    cwd: folder,
    env: { ...env, ...(limit !== undefined && { MOVER_LIMIT: String(limit) }) },
  });
  return stderr;
}

const fast = 200_000_000;
const slow = 20_000_000;

describe('what restic is told of the link', () => {
  it.each<[string, Situation, 'auto' | 'off']>([
    ['both ways are short', { rate: fast, targetRate: fast }, 'off'],
    ['the source is far', { rate: slow, targetRate: fast }, 'auto'],
    ['the target is far', { rate: fast, targetRate: slow }, 'auto'],
    ['nothing is known of the target', { rate: fast }, 'auto'],
    ['nothing could be measured', {}, 'auto'],
    ['a sample gets no smaller', { rate: slow, targetRate: slow, sample: 97 }, 'off'],
    ['a limit makes a short way slow', { rate: fast, targetRate: fast, limit: 20_480 }, 'auto'],
    ['a limit is higher than that', { rate: fast, targetRate: fast, limit: 10_000_000 }, 'off'],
    ['somebody wants it compressed', { rate: fast, targetRate: fast, wish: 'on' }, 'auto'],
    ['somebody wants it as it is', { rate: slow, targetRate: slow, wish: 'off' }, 'off'],
    ['there is no program to measure', { verify: 'none' }, 'auto'],
  ])('%s: %j, --compression %s', async (_, situation, compression) => {
    expect(await flagsIn(situation)).toContain(` --compression ${compression} `);
  });

  it('is how many connections and how large packs the link wants, and the limit', async () => {
    expect(await flagsIn({ rate: slow, targetRate: fast, limit: 500 })).toMatch(
      / --pack-size 24 --limit-upload 500 -o rest\.connections=7\b/,
    );
    expect(await flagsIn({ rate: slow, targetRate: fast })).not.toContain('--limit');
  });

  it('is packs as small as the slower of both ways wants them', async () => {
    expect(await flagsIn({ rate: fast, targetRate: slow, targetPacks: 4 })).toContain(' --pack-size 4 ');
    expect(await flagsIn({ rate: fast })).toContain(' --pack-size 16 ');
  });
});

describe('the manifest program', () => {
  it('gives a slow link more connections and smaller packs, within what restic takes', async () => {
    const rates = fc.sample(fc.integer({ min: 1, max: 10_000_000_000 }), 200).toSorted((a, b) => a - b);
    const program = `import link, sys\nfor rate in map(int, sys.argv[1:]): print(link.connections_for(rate), link.pack_size_for(rate))`;
    const env = { MOVER_KEY: '', RESTIC_REST_USERNAME: '', RESTIC_REST_PASSWORD: '', RESTIC_REPOSITORY: '', PYTHONDONTWRITEBYTECODE: '1' };
    const { stdout } = await execa('python3', ['-c', program, ...rates.map(String)], { cwd: folder, env });
    const answers = stdout.split('\n').map((line) => line.split(' ').map(Number));
    expect(answers).toHaveLength(rates.length);
    for (const [index, [connections = 0, packs = 0]] of answers.entries()) {
      const [before, smaller] = answers[index - 1] ?? [64, 4];
      expect(connections).toBeGreaterThanOrEqual(5);
      expect(connections).toBeLessThanOrEqual(before ?? 0);
      expect(packs).toBeGreaterThanOrEqual(smaller ?? 0);
      expect(packs).toBeLessThanOrEqual(64);
      expect(packs * connections).toBeLessThanOrEqual(320);
    }
  });
});
