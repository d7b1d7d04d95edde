/** The ways in which people get the program: the npm package, and the executable that needs no Node.js. */
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { createApp, listing } from '../place/app.ts';
import { openSandbox } from '../place/sandbox-place.ts';

const makeExecutable = fileURLToPath(new URL('../../scripts/single-executable.sh', import.meta.url));

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'liqoctl-installed-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

const versionLine = `Client version: ${manifest.version}`;

describe('the npm package', () => {
  let prefix: string;
  const run = async (program: string, ...argv: string[]) => {
    const env = { PATH: [join(prefix, 'bin'), dirname(process.execPath), '/usr/bin', '/bin'].join(':'), HOME: folder };
    const { stdout } = await execa(program, argv, { env, extendEnv: false, cwd: folder });
    return stdout;
  };

  beforeAll(async () => {
    // Built before the specs run: a build at the same time would take the program away from the others.
    const { stdout } = await execa('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder]);
    const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
    prefix = join(folder, 'prefix');
    await execa('npm', ['install', '--global', '--prefix', prefix, '--offline', '--no-audit', '--no-fund', join(folder, filename)]);
  });

  it('takes little, brings no other package, and tells whose code is in it', async () => {
    const packages = join(prefix, 'lib', 'node_modules');
    expect(await readdir(packages)).toEqual(['liqoctl']);
    expect(existsSync(join(packages, 'liqoctl', 'node_modules'))).toBe(false);
    expect(await sizeOf(packages)).toBeLessThan(1_000_000);
    expect(await readdir(join(packages, 'liqoctl', 'dist'))).toContain('THIRD-PARTY.txt');
  });

  it('runs by each of its names', async () => {
    expect(await run('liqoctl', 'version', '--client')).toContain(versionLine);
    expect(await run('liqoctl', 'completion', 'bash')).toContain('complete -F _liqoctl liqoctl');
    expect(await run('liqoctl', 'move', 'volume', '--help')).toContain('--target-node');
    expect(await run('kubectl-liqo', '--help')).toContain('Usage: kubectl liqo');
    expect(await run('kubectl_complete-liqo', 'mo')).toMatch(/^move\t/);
    expect(await run('liqo-storage-controller', '--version')).toBe(manifest.version);
  });

  it('has a man page for each command', async () => {
    expect((await readdir(join(prefix, 'share', 'man', 'man1'))).toSorted()).toEqual((await readdir('man')).toSorted());
  });
});

describe('the single executable', () => {
  let program: string;
  beforeAll(async () => {
    await execa(makeExecutable, [folder]);
    program = join(folder, 'liqoctl');
  }, 180_000);

  it('says who it is where there is no Node.js', async () => {
    const run = async (...argv: string[]) => (await execa(program, argv, { env: { PATH: '/nowhere' }, extendEnv: false })).stdout;
    expect(await run('version', '--client')).toContain(versionLine);
    expect(await run('move', 'volume', '--help')).toContain('--target-node');
    expect(await run('completion', 'zsh')).toContain('#compdef liqoctl');
  });

  it('moves a volume with nothing of the repository around it', async () => {
    const place = await openSandbox();
    try {
      const app = await createApp(place, { node: 'rome-1' });
      const files = await listing(place, app, 'rome-1');
      const argv = ['move', 'volume', app.claim, '-n', app.namespace, '--target-node', place.virtualNode, ...place.images.flags];
      const env = { PATH: '/nowhere', KUBECONFIG: place.kubeconfigFile };
      const { exitCode, stderr } = await execa(program, argv, { env, extendEnv: false, cwd: folder, reject: false });
      expect([exitCode, stderr]).toEqual([0, expect.any(String)]);
      expect(await listing(place, app, place.virtualNode)).toBe(files);
    } finally {
      await place.close();
    }
  });
});

async function sizeOf(path: string): Promise<number> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const sizes = entries.filter((entry) => entry.isFile()).map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
