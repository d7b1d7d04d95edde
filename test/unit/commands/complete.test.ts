import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Candidates, Host } from '../../../src/commands/host.ts';
import type { ConfigOverrides } from '../../../src/kube/login/config-overrides.ts';
import type { KubePort } from '../../../src/kube/client/port.ts';
import type { Candidate, Typed } from '../../../src/move/info/candidates.ts';
import { runCli } from '../../support/run-cli.ts';

interface Asked {
  readonly list: string;
  readonly flags: ConfigOverrides;
  readonly typed: Typed;
}

/** A cluster that answers every question with these words, and tells what it was asked. */
function answering(words: readonly Candidate[] | (() => Promise<readonly Candidate[]>)) {
  const asked: Asked[] = [];
  let flags: ConfigOverrides = {};
  const list = (name: string) => async (_port: KubePort, typed?: Typed) => {
    asked.push({ list: name, flags, typed: typed ?? { namespace: '', claim: undefined } });
    return typeof words === 'function' ? words() : words;
  };
  const names = ['listClaims', 'listMovable', 'listMoving', 'listTargets', 'listNamespaces', 'listClasses'];
  const collaborators: Partial<Host> = {
    glance: async (given) => {
      flags = given;
      return { port: {} as KubePort, namespace: 'of-the-context' };
    },
    candidates: async () => Object.fromEntries(names.map((name) => [name, list(name)])) as unknown as Candidates,
    configNames: async () => ({ contexts: ['rome', 'arn:aws:eks'], clusters: ['c'], users: ['u'] }),
  };
  return { asked, collaborators };
}

/** What is offered for a line whose last word is being typed; the directive comes last. */
async function offered(line: string, collaborators: Partial<Host> = {}, argv = ['complete', '--']): Promise<string[]> {
  const { code, stdout, stderr } = await runCli([...argv, ...line.split(' ')], { collaborators });
  expect([code, stderr]).toEqual([0, '']);
  return stdout.trimEnd().split('\n');
}

const values = async (line: string) => (await offered(line)).map((entry) => entry.split('\t')[0]);

describe('words that are known without asking', () => {
  it.each([
    ['', ['move', 'info', 'completion', 'version', ':4']],
    ['mo', ['move', ':4']],
    ['move ', ['volume', 'list', 'status', 'resume', 'abort', 'cleanup', 'rbac', ':4']],
    ['--context x move re', ['resume', ':4']],
    ['move volume db --verify ', ['full', 'restore', 'none', ':4']],
    ['move volume db --verify=re', ['restore', ':4']],
    ['move list -o js', ['json', 'jsonl', ':4']],
    ['move abort db --re', ['--recreate', '--remote-kubeconfig', '--report', ':4']],
    ['move abort db --recreate --rec', [':4']],
    ['completion ', ['bash', 'zsh', 'fish', 'powershell', ':4']],
    ['completion bash ', [':4']],
    ['move list ', [':4']],
    ['move volume db -- --ver', [':4']],
    ['version --cont', ['--context', ':4']],
    ['--kubeconfig ', [':0']],
    ['move resume db --remote-kubeconfig=/tm', [':0']],
    ['move volume db --stall-timeout ', [':4']],
    ['--token ', [':4']],
  ])('%j', async (line, words) => {
    expect(await values(line)).toEqual(words);
  });

  it('come with what they mean, hidden ones not at all', async () => {
    expect(await offered('ve')).toEqual(['version\tprint the version', ':4']);
    const flags = await values('move list --');
    expect(flags).toEqual(expect.arrayContaining(['--namespace', '--kubeconfig', '--help']));
    expect(flags).not.toEqual(expect.arrayContaining(['--token']));
    expect(flags).not.toEqual(expect.arrayContaining(['--lease-duration']));
  });
});

describe('words that a cluster knows', () => {
  const none = { namespace: 'of-the-context', claim: undefined };
  it.each([
    ['move volume ', 'listMovable', none, {}],
    ['move pvc -n app ', 'listMovable', { ...none, namespace: 'app' }, {}],
    ['move resume --namespace=app ', 'listMoving', { ...none, namespace: 'app' }, {}],
    ['-n=app move abort ', 'listMoving', { ...none, namespace: 'app' }, {}],
    ['info volume ', 'listClaims', none, {}],
    [
      '--context c --kubeconfig /k move volume db --target-node ',
      'listTargets',
      { ...none, claim: 'db' },
      { context: 'c', kubeconfig: '/k' },
    ],
    ['move volume --target-node=', 'listTargets', none, {}],
    ['move list -n ', 'listNamespaces', none, {}],
    ['move volume db --target-class ', 'listClasses', { ...none, claim: 'db' }, {}],
    [
      '--as a --as-group g --as-group h --insecure-skip-tls-verify info volume ',
      'listClaims',
      none,
      { as: 'a', asGroup: ['g', 'h'], insecureSkipTlsVerify: true },
    ],
  ])('%j', async (line, list, typed, flags) => {
    const { asked, collaborators } = answering([{ value: 'one', description: 'first\u001b[31m' }]);
    expect(await offered(line, collaborators)).toEqual([String.raw`one${'\t'}first\x1b[31m`, ':4']);
    expect(asked).toMatchObject([{ list, typed, flags }]);
  });

  it('are those that begin with what was typed', async () => {
    const words = ['data-0', 'data-1', 'other'].map((value) => ({ value, description: '' }));
    expect(await offered('info volume da', answering(words).collaborators)).toEqual(['data-0\t', 'data-1\t', ':4']);
  });

  it('of the kubeconfig need no cluster', async () => {
    const { asked, collaborators } = answering([]);
    expect(await offered('--context ', collaborators)).toEqual(['rome\t', 'arn:aws:eks\t', ':4']);
    expect(await offered('info volume --user=', collaborators)).toEqual(['u\t', ':4']);
    expect(asked).toEqual([]);
  });

  it('are left out where asking fails, or lasts too long', async () => {
    const failing = answering(() => Promise.reject(new Error('no')));
    expect(await offered('info volume ', failing.collaborators)).toEqual([':4']);
    const unreachable = { glance: () => Promise.reject(new Error('no kubeconfig')) };
    expect(await offered('info volume ', unreachable)).toEqual([':4']);
    const silent = answering(() => new Promise(() => undefined));
    const slept: number[] = [];
    const clock = { now: () => new Date(), elapsed: () => 0, sleep: async (milliseconds: number) => void slept.push(milliseconds) };
    expect(await offered('info volume ', { ...silent.collaborators, clock })).toEqual([':4']);
    expect(slept).toEqual([3000]);
  });

  it('cannot break out of their line', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), async (value, description) => {
        const lines = await offered('info volume ', answering([{ value, description }]).collaborators);
        expect(lines.length).toBeLessThanOrEqual(2);
        expect(lines.at(-1)).toBe(':4');
      }),
      { numRuns: 50 },
    );
  });
});

it("answers the Go tool's own script too", async () => {
  expect(await offered('mo', {}, ['__complete'])).toEqual(['move\tmove volumes, and manage unfinished moves', ':4']);
});

describe('words of the next liqoctl', () => {
  async function otherPath(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'liqoctl-other-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const answer = String.raw`printf '%s\n' "version	of the other" "peer	join" "_activeHelp_ hello" "asked[$*]" :2; echo noise >&2`;
    await writeFile(join(folder, 'liqoctl'), `#!/bin/sh\n${answer}\n`);
    await chmod(join(folder, 'liqoctl'), 0o755);
    return folder;
  }

  it('stand behind ours, and alone where the command is not ours', async () => {
    const env = { PATH: await otherPath() };
    const first = await runCli(['complete', '--', ''], { env });
    expect(first.stdout.split('\n').map((line) => line.split('\t')[0])).toEqual([
      'move',
      'info',
      'completion',
      'version',
      'peer',
      'asked[__complete ]',
      ':4',
      '',
    ]);
    const second = await runCli(['complete', '--', 'peer', '--re'], { env });
    expect(second.stdout).toBe('version\tof the other\npeer\tjoin\nasked[__complete peer --re]\t\n:2\n');
    const ours = await runCli(['complete', '--', 'move', 'list', '--ou'], { env });
    expect(ours.stdout).toBe('--output\thow to print\n:4\n');
  });
});
