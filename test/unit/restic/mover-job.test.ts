import { describe, expect, it } from 'vitest';
import { renderMoverJob } from '../../../src/restic/mover-job.ts';
import type { MoverSpec } from '../../../src/restic/mover-spec.ts';
import { readMoverScript, readVerifyProgram } from '../../../src/restic/mover-script.ts';

const spec: MoverSpec = {
  name: 'mover-source-abcdefghij-1',
  namespace: 'liqo-storage',
  role: 'source',
  labels: { 'move.liqo.io/id': 'abcdefghij' },
  claim: 'data',
  placement: { kind: 'node', node: 'rome-1' },
  repository: { url: 'rest:http://repository.ws.svc.cluster.local:8000/abcdefghij/', secret: 'mover' },
  host: 'abcdefghij',
  images: { restic: 'restic/restic:0.19.1', verify: 'python:3-alpine' },
  resources: { cpuRequests: '100m', ramLimits: '1Gi' },
  verify: 'full',
  try: 1,
};

function podOf(changes: Partial<MoverSpec> = {}) {
  const template = renderMoverJob({ ...spec, ...changes }).spec?.template;
  return { metadata: template?.metadata, ...template?.spec };
}

function containersOf(changes: Partial<MoverSpec> = {}) {
  const pod = podOf(changes);
  return [...(pod.initContainers ?? []), ...(pod.containers ?? [])];
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

  it.each([
    ['source', undefined, ['DAC_OVERRIDE']],
    ['source', true, ['DAC_OVERRIDE', 'SYS_ADMIN']],
    ['target', undefined, ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'MKNOD', 'SETFCAP']],
  ] as const)('gives the %s (privileged: %s) %j', (role, privileged, capabilities) => {
    const restic = containersOf({ role, ...(privileged && { privileged }) }).find(({ name }) => name === 'restic');
    expect(restic?.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'], add: capabilities },
    });
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
    expect(byName['verify']?.map(({ name }) => name)).toEqual(['RESTIC_REPOSITORY', 'RESTIC_REST_USERNAME', 'RESTIC_REST_PASSWORD']);
    for (const name of ['RESTIC_PASSWORD', 'RESTIC_REST_USERNAME', 'RESTIC_REST_PASSWORD']) {
      expect(byName['restic']?.find((variable) => variable.name === name)?.valueFrom?.secretKeyRef?.name).toBe('mover');
    }
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

  it('has commands that Kubernetes does not rewrite', () => {
    for (const { command = [], env = [] } of containersOf()) {
      const names = env.map(({ name }) => name);
      expect(command.join(' ')).not.toContain('$$');
      for (const [, name] of command.join(' ').matchAll(/\$\(([^()]*)\)/g)) expect(names).not.toContain(name);
    }
  });

  it('ships its scripts', () => {
    for (const name of ['reach', 'source', 'target'] as const) expect(readMoverScript(name)).toContain('MOVER_ROLE');
    expect(readVerifyProgram()).toContain('serve()');
  });
});

function containersOfJob({ spec: job }: ReturnType<typeof renderMoverJob>) {
  return [...(job?.template.spec?.initContainers ?? []), ...(job?.template.spec?.containers ?? [])];
}
