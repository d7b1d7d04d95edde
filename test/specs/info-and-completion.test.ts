import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Kind, kinds, type Meta } from '../../src/kube/objects/kinds.ts';
import { type App, createApp, readClaim } from '../place/app.ts';
import { openSandbox, type SandboxPlace } from '../place/sandbox-place.ts';

const bundle = fileURLToPath(new URL('../../bin/liqoctl.js', import.meta.url));
const zshScript = fileURLToPath(new URL('../place/complete-in.zsh', import.meta.url));

let place: SandboxPlace;
let local: App;
let remote: App;
let folder: string;
beforeAll(async () => {
  place = await openSandbox();
  [local, remote] = await Promise.all([
    createApp(place, { node: 'rome-1', fill: 'touch /data/one' }),
    createApp(place, { node: 'milan', fill: 'touch /data/one' }),
  ]);
  folder = await mkdtemp(join(tmpdir(), 'liqoctl-shells-'));
  await symlink(bundle, join(folder, 'liqoctl'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await place.sandbox.stop();
});

interface Ended {
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(program: string, argv: readonly string[], kubeconfig = place.kubeconfigFile): Promise<Ended> {
  const env = { KUBECONFIG: kubeconfig, PATH: `${folder}:${process.env['PATH']}`, NO_COLOR: '1', TERM: 'dumb' };
  const { exitCode, stdout, stderr } = await execa(program, argv, { env, reject: false, timeout: 120_000, killSignal: 'SIGKILL' });
  return { code: exitCode, stdout, stderr };
}

const liqoctl = (line: string, kubeconfig?: string) => run('liqoctl', line.split(' '), kubeconfig);

describe('info volume', () => {
  it('tells of a local and of a remote home, and where the real claims are', async () => {
    const here = await readClaim(place, local);
    expect(JSON.parse((await liqoctl(`info volume data -n ${local.namespace} -o json`)).stdout)).toMatchObject({
      version: 1,
      volumes: [
        {
          namespace: local.namespace,
          claim: 'data',
          home: { kind: 'local', node: 'rome-1' },
          storageClass: 'liqo',
          capacity: '256Mi',
          real: { namespace: 'liqo-storage', claim: here.metadata.uid, storageClass: 'local-path', capacity: '256Mi', phase: 'Bound' },
          mountedBy: [],
        },
      ],
    });
    const there = await place.clusters['milan']?.read(kinds.claim, { namespace: `${remote.namespace}-rome`, name: 'data' });
    expect(JSON.parse((await liqoctl(`info volume -n ${remote.namespace} -o jsonl`)).stdout)).toMatchObject({
      home: { kind: 'remote', provider: 'milan', nodes: ['milan'] },
      real: { namespace: `${remote.namespace}-rome`, claim: 'data', uid: there?.metadata.uid, storageClass: 'local-path' },
    });
  });

  it('shows every claim in one table, those of other classes too', async () => {
    const { code, stdout } = await liqoctl('info volume -A');
    expect(code).toBe(0);
    const row = (start: string) => stdout.split('\n').find((line) => line.startsWith(start));
    expect(row(local.namespace)).toMatch(/ data +Bound +local +rome-1 +liqo -> local-path +256Mi /);
    expect(row(remote.namespace)).toMatch(/ data +Bound +remote +milan +liqo -> local-path +256Mi /);
    expect(row('liqo-storage')).toMatch(/ Bound +external +rome-1 +local-path +256Mi /);
  });

  it('says with exit code 3 that a claim is missing', async () => {
    expect(await liqoctl(`info volume other -n ${local.namespace}`)).toMatchObject({ code: 3, stdout: '' });
    const { code, stdout } = await liqoctl(`info volume other -n ${local.namespace} -o json`);
    expect([code, JSON.parse(stdout)]).toMatchObject([3, { exitCode: 3, error: { kind: 'refused' } }]);
  });

  it("says what the user's rights do not show, and shows the rest", async () => {
    await allowClaims(place, 'ann', remote.namespace);
    const { code, stdout, stderr } = await liqoctl(`info volume data -n ${remote.namespace} --as ann`);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/STATUS +Bound\nHOME +unknown \(not allowed\)/);
    expect(stdout).toMatch(/USED BY +unknown \(not allowed\)\nMOVE +unknown \(not allowed\)/);
    expect((await liqoctl(`info volume data -n ${local.namespace} --as ann`)).code).toBe(6);
  });

  it('says that a provider does not answer, and shows the rest', async () => {
    const dead = join(folder, 'dead.yaml');
    await writeFile(dead, (place.sandbox.clusters['milan']?.kubeconfig ?? '').replace(/127\.0\.0\.1:\d+/, '127.0.0.1:1'));
    const { code, stdout } = await liqoctl(`info volume data -n ${remote.namespace} --remote-kubeconfig milan=${dead}`);
    expect(code).toBe(0);
    expect(stdout).toMatch(/HOME +remote\nLOCATION +milan\n/);
    expect(stdout).toMatch(/REAL CLAIM +unknown \(no answer\)/);
  });

  it('needs no kubeconfig where the flags say it all', async () => {
    const [, server] = /server: (\S+)/.exec(place.sandbox.consumer.kubeconfig) ?? [];
    const [, token] = /token: (\S+)/.exec(place.sandbox.consumer.kubeconfig) ?? [];
    const line = `info volume data -n ${local.namespace} --server ${server} --request-timeout 20s --token`;
    expect(await liqoctl(`${line} ${token}`, '')).toMatchObject({ code: 0, stderr: '' });
    const wrong = await liqoctl(`${line.replace(/\/token\/\w+/, '')} s3cret`, '');
    expect(wrong.code).toBe(6);
    expect(wrong.stderr).not.toContain('s3cret');
  });
});

/** A machine that is busy may miss completion's second, which ends in silence as it should: then it is asked again. */
const again = { timeout: 120_000, interval: 500 };

describe('completion', () => {
  const claims = () => `liqoctl move volume -n ${local.namespace} `;
  const targets = () => `liqoctl move volume data -n ${local.namespace} --target-node `;

  it('knows what could be typed', async () => {
    const complete = async (line: string) => (await run('liqoctl', ['complete', '--', ...line.split(' ').slice(1)])).stdout.split('\n');
    await expect.poll(() => complete(claims()), again).toEqual(['data\t256Mi, liqo, Bound', ':4']);
    await expect.poll(() => complete(targets()), again).toEqual(['milan\tvirtual node of milan', 'rome-2\tnode of this cluster', ':4']);
    expect(await complete(`liqoctl move volume data -n ${remote.namespace} --target-node mi`)).toEqual([':4']);
    await expect.poll(() => complete('liqoctl move volume -n kube-p'), again).toEqual(['kube-public\t', ':4']);
    expect(await complete(`liqoctl move resume -n ${local.namespace} `)).toEqual([':4']);
    expect(await complete('liqoctl --context ')).toEqual(['rome\t', ':4']);
    expect(await complete('liqoctl --kubeconfig /no/such move volume ')).toEqual([':4']);
  });

  it('works in bash', async () => {
    const script = `
      source <(liqoctl completion bash)
      complete_line() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _liqoctl; echo "\${COMPREPLY[*]}"; }
      complete_line liqoctl move vol
      complete_line ${claims()} ''
      complete_line ${targets()} ''
      complete_line liqoctl move volume --verify = re
      complete_line liqoctl --kubeconfig /etc/passw`;
    const inBash = async () => {
      const { stdout, stderr } = await run('bash', ['-c', script]);
      return [...stdout.split('\n'), stderr];
    };
    await expect.poll(inBash, again).toEqual(['volume', 'data', 'milan rome-2', 'restore', expect.stringContaining('/etc/passwd'), '']);
  });

  it('works in fish', async ({ skip }) => {
    if ((await run('fish', ['--version'])).code !== 0) skip('fish is not installed');
    const lines = ['liqoctl move vol', claims(), targets(), 'liqoctl move volume --verify=re', 'liqoctl --kubeconfig /etc/passw'];
    const script = `liqoctl completion fish | source; for line in $argv; complete -C $line | string replace -r '\\t.*' '' | sort | string join ' '; end`;
    const inFish = async () => (await run('fish', ['--no-config', '-c', script, ...lines])).stdout.split('\n');
    await expect
      .poll(inFish, again)
      .toEqual(['volume', 'data', 'milan rome-2', '--verify=restore', expect.stringContaining('/etc/passwd')]);
  });

  it('works in zsh', async ({ skip }) => {
    if ((await run('zsh', ['--version'])).code !== 0) skip('zsh is not installed');
    const lines = ['liqoctl move vol', claims(), targets(), 'liqoctl move volume --verify=re', 'liqoctl --kubeconfig /etc/passw'];
    const inZsh = async () => (await run('zsh', ['-f', zshScript, ...lines])).stdout.split('\n');
    await expect.poll(inZsh, again).toEqual(['volume', 'data', 'milan rome-2', 'restore', expect.stringContaining('passwd')]);
  });
});

it('shows a move that is not finished, and offers its claim where it can be finished', async () => {
  const seen = watchLabelled(place, 'team=blue');
  const line = `move volume data -n ${local.namespace} --target-node milan --keep-source --global-labels team=blue`;
  expect((await liqoctl(line)).code).toBe(0);
  expect((await seen()).toSorted()).toEqual([expect.stringMatching(/^Namespace liqo-move-/), 'Pod repository', 'Service repository']);
  const { stdout } = await liqoctl(`info volume data -n ${local.namespace} -o json`);
  expect(JSON.parse(stdout)).toMatchObject({
    volumes: [{ home: { kind: 'remote', provider: 'milan' }, move: { from: 'rome-1', to: 'milan', state: 'kept', direction: 'forward' } }],
  });
  const resume = async () => (await run('liqoctl', ['complete', '--', 'move', 'resume', '-n', local.namespace, ''])).stdout;
  await expect.poll(resume, again).toBe('data\tclose-workspace, to milan\n:4');
});

/** Looks for new objects with a label in the consumer; the returned function ends that and tells which there were. */
function watchLabelled({ consumer }: SandboxPlace, labels: string): () => Promise<string[]> {
  const ending = new AbortController();
  const seen = new Set<string>();
  const follow = async <T extends { metadata: Meta }>(kind: Kind<T>) => {
    const { resourceVersion } = await consumer.list(kind, { labels });
    for await (const event of consumer.watch(kind, { labels }, resourceVersion, ending.signal)) {
      if (event.type === 'ADDED') seen.add(`${kind.kind} ${event.object.metadata.name}`);
    }
  };
  const following = Promise.allSettled([follow(kinds.namespace), follow(kinds.service), follow(kinds.pod)]);
  return async () => {
    ending.abort();
    await following;
    return [...seen];
  };
}

interface RoleObject {
  apiVersion: string;
  kind: string;
  metadata: Meta;
  [field: string]: unknown;
}

/** Lets a user read the claims of one namespace, and nothing else. */
async function allowClaims({ consumer }: SandboxPlace, name: string, namespace: string): Promise<void> {
  const apiVersion = 'rbac.authorization.k8s.io/v1';
  const roles: Kind<RoleObject> = { apiVersion, kind: 'Role', plural: 'roles', namespaced: true };
  const bindings: Kind<RoleObject> = { apiVersion, kind: 'RoleBinding', plural: 'rolebindings', namespaced: true };
  const metadata = { name: 'claims', namespace };
  const rules = [{ apiGroups: [''], resources: ['persistentvolumeclaims'], verbs: ['get', 'list'] }];
  await consumer.create(roles, { apiVersion, kind: 'Role', metadata, rules });
  const subjects = [{ kind: 'User', name, apiGroup: 'rbac.authorization.k8s.io' }];
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'claims' };
  await consumer.create(bindings, { apiVersion, kind: 'RoleBinding', metadata, subjects, roleRef });
}
