import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kinds } from '../../../../src/kube/objects/kinds.ts';
import { describeIsolation } from '../../../sandbox/pods/isolation.ts';
import { descendantsOf } from '../../../sandbox/pods/process-tree.ts';
import { lives, startTestNode, type TestNode } from './test-node.ts';
import { untilFits } from '../../../support/until.ts';

let lab: TestNode;
beforeAll(async () => {
  lab = await startTestNode();
});
afterAll(() => lab.close());

const mount = (claim: string, readOnly = false) => ({
  volumes: [{ name: 'data', persistentVolumeClaim: { claimName: claim, readOnly } }],
});
const at = { volumeMounts: [{ name: 'data', mountPath: '/vol/data' }] };
const stateOf = (pod: Awaited<ReturnType<TestNode['until']>>) => pod?.status?.containerStatuses?.[0]?.state;

describe('a pod', () => {
  it('reads from a claim what another pod wrote there', async () => {
    const folder = await lab.claim('shared');
    await lab.script('writer', 'echo hello > /vol/data/file', at, mount('shared'));
    await lab.phase('writer', 'Succeeded');
    expect(await readFile(join(folder, 'file'), 'utf8')).toBe('hello\n');
    await lab.script('reader', 'cat /vol/data/file', at, mount('shared'));
    await lab.phase('reader', 'Succeeded');
    expect(await lab.log('reader')).toBe('hello\n');
  });

  it('does not meet another pod that mounts at the same path', async () => {
    const folders = await Promise.all([lab.claim('one'), lab.claim('two')]);
    for (const name of ['one', 'two'])
      await lab.script(name, `echo ${name} > /vol/data/name; echo ${name} > /tmp/name; cat /tmp/name`, at, mount(name));
    for (const name of ['one', 'two']) await lab.phase(name, 'Succeeded');
    const written = await Promise.all(folders.map((folder) => readFile(join(folder, 'name'), 'utf8')));
    expect(written).toEqual(['one\n', 'two\n']);
  });

  it('ends with the exit code and the termination message of its container', async () => {
    await lab.script('failing', 'echo words; echo last > /dev/termination-log; exit 7');
    const pod = await lab.phase('failing', 'Failed');
    expect(stateOf(pod)?.terminated).toMatchObject({ exitCode: 7, reason: 'Error', message: 'last\n' });
    expect(pod.status?.conditions?.find(({ type }) => type === 'Ready')).toMatchObject({ status: 'False', reason: 'PodFailed' });
  });

  it('takes the end of the log as its message when it asked for that', async () => {
    await lab.script('fallback', 'echo why; exit 3', { terminationMessagePolicy: 'FallbackToLogsOnError' });
    expect(stateOf(await lab.phase('fallback', 'Failed'))?.terminated?.message).toBe('why\n');
  });

  it('counts a signal as 128 + n', async () => {
    await lab.script('killed', 'echo up; sleep 100');
    await lab.phase('killed', 'Running');
    lab.kubelet.container('app', 'killed', 'main')?.kill('SIGKILL');
    expect(stateOf(await lab.phase('killed', 'Failed'))?.terminated).toMatchObject({ exitCode: 137, signal: 9 });
  });

  it('cannot write where it mounts read-only', async () => {
    if (lab.kubelet.isolation === 'none') {
      console.log(`not checked: ${describeIsolation(lab.kubelet.isolation)}`);
      return;
    }
    const folder = await lab.claim('guarded');
    await lab.script('by-claim', 'touch /vol/data/x', at, mount('guarded', true));
    await lab.script(
      'by-mount',
      'touch /vol/data/x',
      { volumeMounts: [{ name: 'data', mountPath: '/vol/data', readOnly: true }] },
      mount('guarded'),
    );
    await lab.script('remount', 'mount -o remount,bind,rw /vol/data; touch /vol/data/x', at, mount('guarded', true));
    await lab.script('root', 'touch /x', { securityContext: { readOnlyRootFilesystem: true } });
    for (const name of ['by-claim', 'by-mount', 'remount', 'root']) await lab.phase(name, 'Failed');
    expect(await lab.log('by-claim')).toMatch(/read-only/i);
    expect(await lab.log('root')).toMatch(/read-only/i);
    expect(await readdir(folder)).toEqual([]);
  });

  it('runs as the user it asks for', async () => {
    if (process.getuid?.() !== 0) {
      console.log('not checked: needs root');
      return;
    }
    await lab.script(
      'user',
      'id -u; id -g; touch /vol/data/mine; echo bye > /dev/termination-log',
      { ...at, securityContext: { runAsUser: 1234, runAsGroup: 99 } },
      { volumes: [{ name: 'data', emptyDir: { sizeLimit: '1Gi' } }] },
    );
    const pod = await lab.phase('user', 'Succeeded');
    expect(await lab.log('user')).toBe('1234\n99\n');
    expect(stateOf(pod)?.terminated?.message).toBe('bye\n');
  });

  it('runs its init containers in order before the others, and stops at one that fails', async () => {
    const step = (name: string, command: string) => ({
      name,
      image: 'busybox',
      command: ['sh', '-c', command],
      volumeMounts: [{ name: 'data', mountPath: '/d' }],
    });
    const volumes = [{ name: 'data', emptyDir: {} }];
    await lab.run('steps', {
      restartPolicy: 'Never',
      volumes,
      initContainers: [step('a', 'echo a >> /d/x'), step('b', 'echo b >> /d/x')],
      containers: [step('main', 'cat /d/x')],
    });
    await lab.phase('steps', 'Succeeded');
    expect(await lab.log('steps')).toBe('a\nb\n');
    await lab.run('halted', { restartPolicy: 'Never', volumes, initContainers: [step('a', 'exit 2')], containers: [step('main', 'true')] });
    expect(stateOf(await lab.phase('halted', 'Failed'))?.waiting?.reason).toBe('PodInitializing');
  });

  it('is restarted under Always with a back-off', async () => {
    await lab.script('again', 'echo up; sleep 100', {}, { restartPolicy: 'Always', terminationGracePeriodSeconds: 0 });
    await lab.phase('again', 'Running');
    lab.kubelet.container('app', 'again', 'main')?.kill('SIGKILL');
    await lab.until('again', (pod) => stateOf(pod)?.waiting?.reason === 'CrashLoopBackOff');
    const pod = await lab.until('again', (now) => stateOf(now)?.running !== undefined);
    expect(pod?.status?.containerStatuses?.[0]).toMatchObject({ restartCount: 1, lastState: { terminated: { exitCode: 137 } } });
    await lab.remove('again');
    await lab.until('again', (now) => now === undefined);
  });

  it('fails at its deadline', async () => {
    await lab.script('late', 'sleep 100', {}, { activeDeadlineSeconds: 1 });
    expect((await lab.phase('late', 'Failed')).status?.reason).toBe('DeadlineExceeded');
  });

  it('waits for an image that cannot be pulled', async () => {
    await lab.script('imageless', 'true', { image: 'registry/missing:1' });
    await lab.until('imageless', (pod) => stateOf(pod)?.waiting?.reason === 'ImagePullBackOff');
    await lab.until('imageless', (pod) => stateOf(pod)?.waiting?.reason === 'ErrImagePull');
    await lab.remove('imageless');
    await lab.until('imageless', (pod) => pod === undefined);
  });

  it('is ready when its probe says so', async () => {
    const readinessProbe = { exec: { command: ['test', '-e', '/tmp/ready'] } };
    await lab.script(
      'probed',
      'while [ ! -e /vol/data/go ]; do sleep 0.05; done; touch /tmp/ready; sleep 100',
      { ...at, readinessProbe },
      { volumes: [{ name: 'data', emptyDir: {} }] },
    );
    const ready = (pod: Awaited<ReturnType<TestNode['until']>>) => pod?.status?.containerStatuses?.[0]?.ready;
    expect(ready(await lab.phase('probed', 'Running'))).toBe(false);
    await writeFile(join(lab.kubelet.container('app', 'probed', 'main')?.volumePath('data') ?? '', 'go'), '');
    await lab.until('probed', (pod) => ready(pod) === true);
  });
});

describe('configuration', () => {
  it('comes from Secrets and ConfigMaps, as environment and as files, and waits for them', async () => {
    await lab.script(
      'configured',
      'echo $PASSWORD $IP $GREETING; cat /secret/sub/p; stat -c %a /secret/sub/p; env',
      {
        env: [
          { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'late', key: 'password' } } },
          { name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
          { name: 'GREETING', value: 'hello-$(PASSWORD)-$$(PASSWORD)' },
        ],
        volumeMounts: [{ name: 'secret', mountPath: '/secret' }],
      },
      { volumes: [{ name: 'secret', secret: { secretName: 'late', defaultMode: 0o400, items: [{ key: 'password', path: 'sub/p' }] } }] },
    );
    await untilFits(
      () => lab.events(),
      (events) => events.some(({ reason, message }) => reason === 'FailedMount' && message?.includes('secret "late" not found') === true),
    );
    expect(stateOf(await lab.phase('configured', 'Pending'))?.waiting?.reason).toBe('ContainerCreating');
    const data = { password: Buffer.from('pw').toString('base64') };
    await lab.port.create(kinds.secret, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'late', namespace: 'app' }, data });
    const pod = await lab.phase('configured', 'Succeeded');
    const log = await lab.log('configured');
    expect(log.split('\n').slice(0, 2)).toEqual([`pw ${pod.status?.podIP} hello-pw-$(PASSWORD)`, 'pw400']);
  });

  it('lets nothing of the sandbox own environment in', async () => {
    await lab.script('plain', 'env');
    await lab.phase('plain', 'Succeeded');
    const names = (await lab.log('plain'))
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split('=')[0] ?? '')
      .sort();
    const usual = ['HOME', 'HOSTNAME', 'HTTPS_PROXY', 'HTTP_PROXY', 'PATH', 'PWD', 'SANDBOX_POD_IP', 'http_proxy', 'https_proxy'];
    expect(names.filter((name) => !['SHLVL', '_', 'OLDPWD'].includes(name))).toEqual(usual);
  });

  it('that misses a key holds the container back', async () => {
    const env = [{ name: 'X', valueFrom: { configMapKeyRef: { name: 'absent', key: 'x' } } }];
    await lab.script('unconfigured', 'true', { env });
    await lab.until('unconfigured', (pod) => stateOf(pod)?.waiting?.reason === 'CreateContainerConfigError');
    await lab.port.create(kinds.configMap, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'absent', namespace: 'app' },
      data: { x: '1' },
    });
    await lab.phase('unconfigured', 'Succeeded');
  });
});

describe('the end', () => {
  it('of a pod takes the whole process tree along and leaves no mount', async () => {
    const mounts = async () => (await readFile('/proc/self/mounts', 'utf8')).split('\n').length;
    const before = await mounts();
    await lab.script('tree', 'setsid sleep 100 & (sleep 100 & sleep 100) & sleep 100; true', at, {
      volumes: [{ name: 'data', emptyDir: {} }],
    });
    await lab.phase('tree', 'Running');
    const container = lab.kubelet.container('app', 'tree', 'main');
    const tree = await untilFits(
      async () => [container?.pid ?? 0, ...(await descendantsOf(container?.pid ?? 0))],
      (pids) => pids.length >= 5,
    );
    const volume = container?.volumePath('data') ?? '';
    await lab.remove('tree');
    await lab.until('tree', (pod) => pod === undefined);
    await untilFits(
      async () => tree.filter(lives),
      (alive) => alive.length === 0,
    );
    await untilFits(
      () =>
        readdir(volume).then(
          () => true,
          () => false,
        ),
      (there) => !there,
    );
    expect(await mounts()).toBe(before);
  });

  it('gives a program time to finish', async () => {
    const folder = await lab.claim('graceful');
    await lab.script(
      'graceful',
      'trap "echo saved > /vol/data/state; exit 0" TERM; echo up; while :; do sleep 0.05; done',
      at,
      mount('graceful'),
    );
    await untilFits(
      () => lab.log('graceful'),
      (log) => log === 'up\n',
    );
    await lab.remove('graceful');
    await lab.until('graceful', (pod) => pod === undefined);
    expect(await readFile(join(folder, 'state'), 'utf8')).toBe('saved\n');
  });

  it('of the kubelet ends every process and removes what it made', async () => {
    const other = await startTestNode();
    const claim = await other.claim('kept');
    await other.script('left', 'trap "" TERM; echo x > /vol/data/x; sleep 100 & wait', at, mount('kept'));
    await other.phase('left', 'Running');
    await untilFits(
      () => readdir(claim),
      (files) => files.length === 1,
    );
    const pid = other.kubelet.container('app', 'left', 'main')?.pid ?? 0;
    const tree = [pid, ...(await descendantsOf(pid))];
    await other.kubelet.stop();
    expect(tree.filter(lives)).toEqual([]);
    expect(await readdir(join(other.folder, 'node'))).toEqual([]);
    expect(await readdir(claim)).toEqual(['x']);
    await other.close();
  });
});

it('a start can be held back and given another environment', async () => {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  lab.kubelet.onStart(async (container) => {
    if (container.pod !== 'held') return;
    await held;
    container.environment['EXTRA'] = 'given';
  });
  await lab.script('held', 'echo $EXTRA');
  await untilFits(
    () => lab.events(),
    (events) => events.some(({ involvedObject, reason }) => involvedObject.name === 'held' && reason === 'Pulled'),
  );
  expect(stateOf(await lab.until('held', () => true))?.terminated).toBeUndefined();
  release();
  await lab.phase('held', 'Succeeded');
  expect(await lab.log('held')).toBe('given\n');
});
