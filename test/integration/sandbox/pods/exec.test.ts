import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Exec, KubeConfig, type V1Status } from '@kubernetes/client-node';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noKubectl } from '../../kube/login/kubectl.ts';
import { startTestNode, type TestNode } from './test-node.ts';

const admin = { name: 'ann', groups: ['system:masters'] };

let lab: TestNode;
beforeAll(async () => {
  lab = await startTestNode();
  const data = await lab.claim('data');
  await writeFile(join(data, 'log'), 'one\ntwo\n');
  await chmod(data, 0o777);
  const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }];
  const main = { volumeMounts: [{ name: 'data', mountPath: '/data' }], env: [{ name: 'PLACE', value: 'here' }], workingDir: '/data' };
  await lab.script('db-0', 'exec sleep 600', main, { volumes });
  await lab.script('user', 'exec sleep 600', { securityContext: { runAsUser: 999, runAsGroup: 998 } });
  await Promise.all(['db-0', 'user'].map((name) => lab.phase(name, 'Running')));
}, 60_000);
afterAll(() => lab.close());

/** What a command in a container has written, and how it ended. */
async function run(pod: string, command: string[], { stdin, user = admin }: { stdin?: string; user?: typeof admin } = {}) {
  const config = new KubeConfig();
  config.loadFromString(lab.server.kubeconfig(user));
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const input = stdin === undefined ? null : Readable.from([stdin]);
  let status: V1Status | undefined;
  const socket = await new Exec(config).exec('app', pod, 'main', command, stdout, stderr, input, false, (told) => (status = told));
  socket.onclose = () => [stdout, stderr].forEach((stream) => stream.end());
  const [written, complained] = await Promise.all([text(stdout), text(stderr)]);
  return { stdout: written, stderr: complained, status };
}

describe('a command in a container', () => {
  it('sees its files, its folder, its environment and its processes', async () => {
    expect(await run('db-0', ['cat', '/data/log'])).toMatchObject({ stdout: 'one\ntwo\n', stderr: '', status: { status: 'Success' } });
    expect((await run('db-0', ['sh', '-c', 'pwd; echo $PLACE; cat /proc/1/comm'])).stdout).toBe('/data\nhere\nsleep\n');
  });

  it('has the exit code and both streams of its own', async () => {
    const { stdout, stderr, status } = await run('db-0', ['sh', '-c', 'echo out; echo err >&2; exit 3']);
    expect([stdout, stderr]).toEqual(['out\n', 'err\n']);
    expect(status).toMatchObject({ reason: 'NonZeroExitCode', details: { causes: [{ reason: 'ExitCode', message: '3' }] } });
  });

  it('is run by the user of the container', async ({ skip }) => {
    skip(lab.kubelet.isolation !== 'root', 'only root can let containers have users');
    expect((await run('user', ['sh', '-c', 'id -u; id -g'])).stdout).toBe('999\n998\n');
  });

  it('is refused without the right to it, and where there is no such container', async () => {
    await expect(run('db-0', ['true'], { user: { name: 'nobody', groups: [] } })).rejects.toThrow();
    await expect(run('gone', ['true'])).rejects.toThrow();
  });
});

describe.skipIf(noKubectl !== undefined)(`with kubectl${noKubectl === undefined ? '' : ` (${noKubectl})`}`, () => {
  const kubectl = async (argv: readonly string[], { input = '', user = admin } = {}) => {
    const file = join(lab.folder, `${user.name}.yaml`);
    await writeFile(file, lab.server.kubeconfig(user));
    const env = { PATH: process.env['PATH'] ?? '', KUBECONFIG: file, HOME: lab.folder };
    const { stdout, stderr, exitCode } = await execa('kubectl', ['-n', 'app', ...argv], { env, extendEnv: false, input, reject: false });
    return { stdout, stderr, exitCode };
  };

  it('the first thing that one types shows the data', async () => {
    expect(await kubectl(['exec', 'db-0', '--', 'cat', '/data/log'])).toEqual({ stdout: 'one\ntwo', stderr: '', exitCode: 0 });
  });

  it('input reaches the command, with its end', async () => {
    expect(await kubectl(['exec', '-i', 'db-0', '-c', 'main', '--', 'wc', '-c'], { input: 'five\n' })).toMatchObject({ stdout: '5' });
  });

  it('the exit code is that of the command', async () => {
    const argv = ['exec', 'db-0', '--', 'sh', '-c', 'echo no >&2; exit 42'];
    expect(await kubectl(argv)).toMatchObject({ exitCode: 42, stderr: expect.stringMatching(/^no\n.*exit code 42$/s) });
  });

  it('who may not, or asks for a pod that is not there, is told so', async () => {
    const user = { name: 'bob', groups: [] };
    expect((await kubectl(['exec', 'gone', '--', 'true'])).stderr).toContain('pods "gone" not found');
    expect((await kubectl(['exec', 'db-0', '--', 'true'], { user })).stderr).toMatch(/"bob" cannot/);
  });
});
