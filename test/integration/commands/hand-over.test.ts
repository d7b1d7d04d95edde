import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildProgram, type BuiltProgram } from './built-program.ts';
import { runCli } from '../../support/run-cli.ts';

// A busy machine may need seconds for what takes one on its own.
vi.setConfig({ testTimeout: 60_000 });

let built: BuiltProgram;
let count = 0;
beforeAll(async () => {
  built = await buildProgram();
}, 60_000);
afterAll(() => rm(built.folder, { recursive: true, force: true }));

/** A folder for the PATH with a program `liqoctl` in it. */
async function folderWith(script: string): Promise<string> {
  const folder = join(built.folder, `other-${(count += 1)}`);
  await mkdir(folder);
  await writeFile(join(folder, 'liqoctl'), script);
  await chmod(join(folder, 'liqoctl'), 0o755);
  return folder;
}

/** Another liqoctl that says how it was called. */
const teller = '#!/bin/sh\necho "other: $*"\nfor word; do echo "[$word]"; done\ncat\necho wrong >&2\nexit 7\n';

interface Started {
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly stdout: NodeJS.ReadableStream;
  readonly ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
}

function start(argv: readonly string[], path: readonly string[], input = ''): Started {
  const env = { PATH: [...path, '/usr/bin', '/bin'].join(delimiter) };
  const child = spawn(process.execPath, [join(built.linked, 'liqoctl'), ...argv], { env, timeout: 30_000 });
  child.stdin.end(input);
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]).then(([stdout, stderr, [code]]) => ({
    code: code as number | null,
    stdout,
    stderr,
  }));
  return { kill: (signal) => child.kill(signal), stdout: child.stdout, ended };
}

describe('version', () => {
  it.each([
    [['version', '--client'], true],
    [['--context', 'c', 'version', '--short'], true],
    [['version', '--client', '-o', 'json'], false],
  ])('%j is ours, then that of the next liqoctl, as it was typed', async (argv, plain) => {
    const other = await folderWith(`#!/bin/sh\necho "Client version: v9 $*"\nexit 7\n`);
    const ours = expect.stringMatching(/^Client version: \d.*\n/);
    const { code, stdout, stderr } = await start(argv, [built.linked, other]).ended;
    expect([code, plain ? stdout : stderr]).toEqual([7, ours]);
    expect(stdout.replace(/^Client version: \d.*\n/, '')).toBe(`Client version: v9 ${argv.join(' ')}\n`);
  });
});

describe('a command that is not ours', () => {
  it.each([
    [['peer', '--remote-kubeconfig', '/k', '-n=x', '--dry-run=true', '', 'a b']],
    [['--context', 'c', 'offload', 'namespace', '--help']],
    [['--unknown', 'peer']],
    [['info']],
    [['info', '-o', 'json']],
    [['info', 'peer', 'milan']],
    [['help', 'peer']],
    [['move', 'house']],
  ])('%j goes to the next liqoctl as it was typed, with streams and exit code', async (argv) => {
    const other = await folderWith(teller);
    const words = argv.map((word) => `[${word}]\n`).join('');
    expect(await start(argv, [built.linked, other], 'typed in').ended).toEqual({
      code: 7,
      stdout: `other: ${argv.join(' ')}\n${words}typed in`,
      stderr: 'wrong\n',
    });
  });

  it('is never given to a program that leads back to ours', async () => {
    const shim = await folderWith('#!/bin/sh\nexec node "$basedir/../liqoctl/bin/liqoctl.js" "$@"\n');
    const link = join(built.folder, 'link');
    await mkdir(link);
    await symlink(join(built.linked, 'liqoctl'), join(link, 'liqoctl'));
    const folder = join(built.folder, 'folder');
    await mkdir(join(folder, 'liqoctl'), { recursive: true });
    const other = await folderWith('#!/bin/sh\necho the right one\n');
    const path = [built.linked, link, shim, folder, '/no/such', other];
    expect(await start(['peer'], path).ended).toEqual({ code: 0, stdout: 'the right one\n', stderr: '' });
  });

  it('is not passed back and forth by two of ours', async () => {
    const wrapper = await folderWith(`#!/bin/sh\nexec '${process.execPath}' '${join(built.linked, 'liqoctl')}' "$@"\n`);
    const { code, stderr } = await start(['peer'], [wrapper]).ended;
    expect(code).toBe(2);
    expect(stderr).toContain('unknown command "peer"');
  });

  it('ends with 128 and the signal where a signal ended it', async () => {
    const other = await folderWith('#!/bin/sh\nkill -KILL $$\n');
    expect((await start(['peer'], [other]).ended).code).toBe(137);
  });

  it.each([
    ['SIGTERM', 'TERM'],
    ['SIGINT', 'INT'],
  ] as const)('gets a %s that was sent to us alone, once, and may end as it likes', async (signal, name) => {
    const script = `trap 'echo caught; caught=$((caught + 1)); [ "$caught" = 1 ] && exit 3' ${name}; echo ready; while :; do sleep 0.05; done`;
    const other = await folderWith(`#!/bin/sh\n${script}\n`);
    const started = start(['peer'], [other]);
    await once(started.stdout, 'data');
    started.kill(signal);
    expect(await started.ended).toEqual({ code: 3, stdout: 'ready\ncaught\n', stderr: '' });
  });

  it('is explained where it cannot be started', async () => {
    const other = await folderWith('#!/no/such/shell\n');
    const { code, stderr } = await start(['peer'], [other]).ended;
    expect(code).toBe(2);
    expect(stderr).toContain(`${other}/liqoctl cannot be started`);
  });
});

describe('where there is no other liqoctl', () => {
  it.each([['peer'], ['info'], ['info peer'], ['--context c offload namespace x'], ['help peer'], ['peer --help']])(
    '%s says what to install',
    async (line) => {
      const { code, stdout, stderr, connections } = await runCli(line.split(' '));
      expect({ code, stdout, connections }).toEqual({ code: 2, stdout: '', connections: [] });
      expect(stderr).toMatch(/unknown command "(peer|info|offload)"/);
      expect(stderr).toContain("install Liqo's liqoctl into a folder of the PATH");
    },
  );

  it('a mistyped command of ours is answered by us', async () => {
    expect((await runCli(['move', 'volum'])).stderr).toContain('Did you mean volume?');
  });
});

describe('as a plugin of kubectl', () => {
  /** kubectl, with ours on the PATH. */
  const kubectl = (...argv: string[]) => {
    const env = { PATH: [built.linked, dirname(process.execPath), process.env['PATH']].join(delimiter), HOME: built.folder };
    return execa('kubectl', argv, { env, extendEnv: false, reject: false, timeout: 60_000 });
  };

  it('speaks of itself as it was typed, and completes what kubectl completes', async ({ skip }) => {
    if ((await kubectl('version', '--client')).failed) return skip('there is no kubectl');
    const { stdout, exitCode } = await kubectl('liqo', 'move', 'volume', '--help');
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/^Usage: kubectl liqo move volume/)]);
    expect(stdout).toContain('\n  kubectl liqo move volume data-db-0');
    expect((await kubectl('__complete', 'liqo', 'move', 'vol')).stdout).toMatch(/^volume\t.+\n:4/);
  });
});

it('the help says to whom commands are handed over', async () => {
  const other = await folderWith(teller);
  expect((await runCli(['--help'], { env: { PATH: other } })).stdout).toContain(`passed to ${other}/liqoctl.`);
  expect((await runCli(['--help'])).stdout).toContain("Liqo's liqoctl; none was found on the PATH");
});
