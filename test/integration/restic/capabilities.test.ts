import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { containerSecurity } from '../../../src/restic/mover-security.ts';
import { entryKinds, fillVolume, rootKind } from '../../fidelity/entry-kinds.ts';
import type { Description } from '../../fidelity/select.ts';
import { probeIsolation } from '../../sandbox/pods/isolation.ts';
import { describeVolume } from '../../fidelity/describe-volume.ts';

const run = promisify(execFile);
const added = (task: 'read' | 'write') => containerSecurity({ kind: 'privileged' }, task).capabilities?.add ?? [];

describe('the capabilities of privileged movers', { timeout: 240_000 }, () => {
  let folder: string;
  let source: Description;
  const restic = async (capabilities: readonly string[], args: readonly string[], cwd = folder) => {
    const bounds = ['-all', ...capabilities.map((name) => `+${name.toLowerCase()}`)].join(',');
    const env = { ...process.env, RESTIC_REPOSITORY: join(folder, 'repository'), RESTIC_PASSWORD: 'any' };
    return run('setpriv', ['--bounding-set', bounds, 'restic', ...args, '--quiet', '--no-cache'], { cwd, env });
  };
  const restored = async (name: string, capabilities: readonly string[]): Promise<Description | undefined> => {
    await mkdir(join(folder, name, 'data'), { recursive: true });
    const ending = restic(capabilities, ['restore', 'latest', '--no-lock', '--target', join(folder, name)]);
    const well = await ending.then(
      () => true,
      () => false,
    );
    return well ? describeVolume(join(folder, name, 'data')) : undefined;
  };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'capabilities-'));
    const volume = join(folder, 'source', 'data');
    await mkdir(volume, { recursive: true });
    await fillVolume(
      volume,
      [rootKind, ...entryKinds].filter(({ name }) => !/deep|sizes|sparse|names/.test(name)),
    );
    source = await describeVolume(volume);
  });
  afterAll(async () => rm(folder, { recursive: true, force: true }));

  it('are enough, and each of them is needed', async ({ skip }) => {
    skip((await probeIsolation()) !== 'root', 'only root has capabilities to lose');
    await restic([], ['init']);
    await restic(added('read'), ['backup', 'data'], join(folder, 'source'));
    expect(await restored('all', added('write'))).toEqual(source);
    for (const needless of added('write')) {
      const without = added('write').filter((name) => name !== needless);
      expect(await restored(needless, without), `without ${needless}`).not.toEqual(source);
    }
    await expect(restic(['SYS_ADMIN'], ['backup', 'data'], join(folder, 'source')), 'without DAC_OVERRIDE').rejects.toThrow();
  });
});
