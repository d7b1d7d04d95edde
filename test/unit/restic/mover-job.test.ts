import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { renderMoverJob } from '../../../src/restic/mover-job.ts';
import type { MoverSpec } from '../../../src/restic/mover-spec.ts';
import { violationsOf } from '../../sandbox/api/admission/pod-security-rules.ts';
import { readMoverScript, readVerifyCommand } from '../../../src/restic/mover-script.ts';

const spec: MoverSpec = {
  name: 'mover-source-abcdefghij-1',
  namespace: 'liqo-storage',
  role: 'source',
  labels: { 'move.liqo.io/id': 'abcdefghij' },
  claim: 'data',
  placement: { kind: 'node', node: 'rome-1' },
  repository: { url: 'rest:https://repository.ws.svc:8000/abcdefghij/', secret: 'mover' },
  encrypted: true,
  host: 'abcdefghij',
  images: { restic: 'restic/restic:0.19.1', verify: 'python:3-alpine' },
  resources: { cpuRequests: '100m', ramLimits: '1Gi' },
  verify: 'full',
  compression: 'auto',
  try: 1,
  rights: { kind: 'root' },
};

function podOf(changes: Partial<MoverSpec> = {}) {
  const template = renderMoverJob({ ...spec, ...changes }).spec?.template;
  return { metadata: template?.metadata, ...template?.spec };
}

function containersOf(changes: Partial<MoverSpec> = {}) {
  const pod = podOf(changes);
  return [...(pod.initContainers ?? []), ...(pod.containers ?? [])];
}

type PodSecurityLevel = 'restricted' | 'baseline' | 'privileged';
type PodSpec = Parameters<typeof violationsOf>[0];

function strictestLevel(spec: PodSpec): PodSecurityLevel {
  return (['restricted', 'baseline'] as const).find((level) => violationsOf(spec, level).length === 0) ?? 'privileged';
}

describe('mover job', () => {
  it('runs one pod once', () => {
    const { spec: job } = renderMoverJob(spec);
    expect(job).toMatchObject({ backoffLimit: 0, completions: 1, parallelism: 1, podReplacementPolicy: 'Failed' });
    expect(podOf()).toMatchObject({ restartPolicy: 'Never', automountServiceAccountToken: false, enableServiceLinks: false });
  });

  it('looks as agreed', () => {
    const job = renderMoverJob(spec);
    for (const container of containersOfJob(job)) container.command = container.command?.slice(0, 2) ?? [];
    expect(job).toMatchSnapshot();
  });

  it('leaves owner and mode of the files alone', () => {
    expect(podOf().securityContext).toEqual({ runAsUser: 0, runAsGroup: 0, seccompProfile: { type: 'RuntimeDefault' } });
  });

  it('mounts the source read-only everywhere, the target writable for restic alone', () => {
    const writable = (role: MoverSpec['role']) =>
      containersOf({ role })
        .filter(({ volumeMounts }) => volumeMounts?.some(({ mountPath, readOnly }) => mountPath === '/vol/data' && readOnly !== true))
        .map(({ name }) => name);
    expect(writable('source')).toEqual([]);
    expect(writable('target')).toEqual(['reach', 'restic']);
  });

  const write = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'MKNOD', 'SETFCAP'];
  it.each<[MoverSpec['role'], MoverSpec['rights'], Record<string, string[] | undefined>]>([
    ['source', { kind: 'root' }, { reach: undefined, restic: ['DAC_OVERRIDE'], verify: ['DAC_OVERRIDE'] }],
    ['target', { kind: 'root' }, { reach: undefined, restic: write, verify: ['DAC_OVERRIDE'] }],
    ['source', { kind: 'privileged' }, { restic: ['DAC_OVERRIDE', 'SYS_ADMIN'], verify: ['DAC_OVERRIDE', 'SYS_ADMIN'] }],
    ['target', { kind: 'privileged' }, { restic: [...write, 'SYS_ADMIN'], verify: ['DAC_OVERRIDE', 'SYS_ADMIN'] }],
    ['target', { kind: 'user', uid: 1000 }, { reach: undefined, restic: undefined, verify: undefined }],
  ])('gives the %s as %j no more than each container needs', (role, rights, expected) => {
    const containers = containersOf({ role, rights });
    for (const { securityContext } of containers) {
      const { capabilities, ...rest } = securityContext ?? {};
      expect(rest).toEqual({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true });
      expect(capabilities?.drop).toEqual(['ALL']);
    }
    expect(Object.fromEntries(containers.map(({ name, securityContext }) => [name, securityContext?.capabilities?.add]))).toMatchObject(
      expected,
    );
  });

  it.each<[MoverSpec['rights'], PodSecurityLevel]>([
    [{ kind: 'root' }, 'baseline'],
    [{ kind: 'privileged' }, 'privileged'],
    [{ kind: 'user', uid: 1000 }, 'restricted'],
  ])('as %j needs no more than pod security %s', (rights, level) => {
    for (const role of ['source', 'target'] as const) expect(strictestLevel(podOf({ role, rights }) as PodSpec)).toBe(level);
  });

  it('runs as a user where it shall, who can write into a new volume and leaves the old one alone', () => {
    const rights = { kind: 'user', uid: 1000 } as const;
    const user = { runAsUser: 1000, runAsGroup: 1000, runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };
    expect(podOf({ role: 'source', rights }).securityContext).toEqual(user);
    expect(podOf({ role: 'target', rights }).securityContext).toEqual({ ...user, fsGroup: 1000 });
  });

  it('has the second image only where manifests are compared', () => {
    expect(containersOf().map(({ name, image }) => `${name} ${image}`)).toEqual([
      'reach restic/restic:0.19.1',
      'restic restic/restic:0.19.1',
      'verify python:3-alpine',
    ]);
    expect(containersOf({ verify: 'restore' }).map(({ name }) => name)).toEqual(['reach', 'restic']);
  });

  it('gives secrets by reference, and the key to the data to restic only', () => {
    const byName = Object.fromEntries(containersOf().map(({ name, env }) => [name, env ?? []]));
    expect(byName['verify']?.map(({ name }) => name)).toEqual([
      'RESTIC_REPOSITORY',
      'RESTIC_CACERT',
      'RESTIC_REST_USERNAME',
      'RESTIC_REST_PASSWORD',
      'MOVER_KEY',
      'MOVER_ATTRIBUTES',
    ]);
    for (const name of ['RESTIC_PASSWORD', 'RESTIC_REST_USERNAME', 'RESTIC_REST_PASSWORD']) {
      expect(byName['restic']?.find((variable) => variable.name === name)?.valueFrom?.secretKeyRef?.name).toBe('mover');
    }
  });

  it('trusts no other authority than that of its Secret', () => {
    const mounted = { name: 'authority', mountPath: '/run/authority', readOnly: true };
    for (const { env, volumeMounts } of containersOf()) {
      expect(env).toContainEqual({ name: 'RESTIC_CACERT', value: '/run/authority/ca.crt' });
      expect(volumeMounts).toContainEqual(mounted);
    }
    const secret = { secretName: 'mover', items: [{ key: 'ca.crt', path: 'ca.crt' }] };
    expect(podOf().volumes).toContainEqual({ name: 'authority', secret });
  });

  it('needs none where the repository speaks plain HTTP, as that of an older version does', () => {
    const plain = { encrypted: false };
    const names = containersOf(plain).flatMap(({ env = [], volumeMounts = [] }) => [...env, ...volumeMounts].map(({ name }) => name));
    expect(names).not.toContain('RESTIC_CACERT');
    expect(names).not.toContain('authority');
    expect(podOf(plain).volumes?.map(({ name }) => name)).not.toContain('authority');
  });

  it('is placed on a virtual node past the scheduler', () => {
    const pod = podOf({ placement: { kind: 'virtual', node: 'milan' } });
    expect(pod.nodeName).toBe('milan');
    expect(pod.tolerations).toEqual([{ key: 'virtual-node.liqo.io/not-allowed', operator: 'Exists' }]);
    expect(pod.metadata?.annotations).toMatchObject({ 'liqo.io/api-server-support': 'disabled' });
    expect(pod.affinity).toBeUndefined();
  });

  it('is placed on a node through the scheduler, or where the volume is', () => {
    const tolerations = [{ key: 'disk', operator: 'Exists' }];
    const terms = podOf({ tolerations }).affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
    expect(terms).toEqual([{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['rome-1'] }] }]);
    expect(podOf({ tolerations }).tolerations).toEqual(tolerations);
    expect(podOf({ placement: { kind: 'volume' } })).not.toHaveProperty('affinity');
  });

  it('asks for what a site wants of its pods', () => {
    const pod = podOf({ wishes: { pullSecrets: ['one', 'two'], priorityClass: 'high' }, nodeSelector: { disk: 'fast' } });
    expect(pod).toMatchObject({
      imagePullSecrets: [{ name: 'one' }, { name: 'two' }],
      priorityClassName: 'high',
      nodeSelector: { disk: 'fast' },
    });
    expect(Object.keys(podOf())).not.toEqual(expect.arrayContaining(['imagePullSecrets']));
  });

  it('tells what empties nodes to leave it alone', () => {
    const annotations = { 'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false', 'karpenter.sh/do-not-disrupt': 'true' };
    expect(podOf().metadata?.annotations).toMatchObject(annotations);
  });

  it('has commands that Kubernetes does not rewrite', () => {
    for (const { command = [], env = [] } of containersOf()) {
      const names = env.map(({ name }) => name);
      expect(command.join(' ')).not.toContain('$$');
      for (const [, name] of command.join(' ').matchAll(/\$\(([^()]*)\)/g)) expect(names).not.toContain(name);
    }
  });

  it('ships its scripts whole, and each file of them once', () => {
    for (const name of ['reach', 'source', 'target', 'look'] as const) {
      expect(readMoverScript(name)).not.toMatch(/^\. /m);
      expect(readMoverScript(name).match(/^run\(\) \{$/gm)).toHaveLength(1);
    }
  });

  it('fits into a command: Linux takes 128 KiB for a word of it', () => {
    for (const word of containersOf().flatMap(({ command = [] }) => command)) expect(word.length).toBeLessThan(100_000);
  });

  it('names the module and the line where the manifest program fails', async () => {
    const [python = '', ...args] = readVerifyCommand();
    const failed = promisify(execFile)(python, args, { env: { PATH: process.env['PATH'], MOVER_ATTRIBUTES: '' } });
    await expect(failed).rejects.toThrow(
      /File "verify\.py", line \d+, in <module>[^]*File "markers\.py", line \d+, in <module>[^]*MOVER_KEY/,
    );
  });
});

function containersOfJob({ spec: job }: ReturnType<typeof renderMoverJob>) {
  return [...(job?.template.spec?.initContainers ?? []), ...(job?.template.spec?.containers ?? [])];
}
