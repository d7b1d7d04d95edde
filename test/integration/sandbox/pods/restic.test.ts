import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { type EndpointSlice, kinds, type Service } from '../../../../src/kube/objects/kinds.ts';
import { findTools } from '../../../sandbox/pods/tools.ts';
import { startTestNode, type TestNode } from './test-node.ts';

async function publish(lab: TestNode, address: string): Promise<void> {
  const metadata = { name: 'repository', namespace: 'app' };
  await lab.port.create(kinds.service, { apiVersion: 'v1', kind: 'Service', metadata, spec: { ports: [{ port: 8000 }] } } as Service);
  await lab.port.create(kinds.endpointSlice, {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { ...metadata, labels: { 'kubernetes.io/service-name': 'repository' } },
    addressType: 'IPv4',
    ports: [{ port: 8000 }],
    endpoints: [{ addresses: [address], conditions: { ready: true } }],
  } as EndpointSlice);
}

it.each([
  ['key of its own', false],
  ['cheap key', true],
])(
  'carries a volume from one pod to another through a server in a third, with a %s',
  async (_, cheapKeys) => {
    const lab = await startTestNode({ cheapKeys });
    onTestFinished(() => lab.close());
    const { restic, restServer } = await findTools();
    if (restic === undefined || restServer === undefined) {
      console.log('not checked: needs restic and rest-server on PATH');
      return;
    }
    const [source, target] = await Promise.all([lab.claim('source'), lab.claim('target')]);
    await mkdir(join(source, 'deep'));
    await writeFile(join(source, 'deep', 'file'), 'precious'.repeat(10_000));
    await lab.run('repository', {
      terminationGracePeriodSeconds: 1,
      volumes: [{ name: 'data', emptyDir: {} }],
      containers: [
        {
          name: 'server',
          image: 'restic/rest-server:0.14.0',
          command: ['rest-server', '--listen', ':8000', '--no-auth', '--path', '/data'],
          volumeMounts: [{ name: 'data', mountPath: '/data' }],
          readinessProbe: { tcpSocket: { port: 8000 } },
        },
      ],
    });
    const server = await lab.until('repository', (pod) => pod?.status?.containerStatuses?.[0]?.ready === true);
    await publish(lab, server?.status?.podIP ?? '');
    const mover = (claim: string, script: string) => ({
      restartPolicy: 'Never',
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: claim } }],
      containers: [
        {
          name: 'main',
          image: 'restic/restic:0.18.1',
          command: ['/bin/sh', '-ec', script],
          workingDir: '/vol',
          env: [
            { name: 'RESTIC_REPOSITORY', value: 'rest:http://repository.app.svc.cluster.local:8000/' },
            { name: 'RESTIC_PASSWORD', value: 'pw' },
          ],
          volumeMounts: [{ name: 'data', mountPath: '/vol/data' }],
        },
      ],
    });
    await lab.run('backup', mover('source', 'restic init --quiet; restic cat key "$(restic list keys)"; restic backup --no-cache data'));
    await lab.phase('backup', 'Succeeded');
    expect((await lab.log('backup')).includes('"N": 2,')).toBe(cheapKeys);
    await lab.run('restore', mover('target', 'restic restore latest --no-cache --target /vol'));
    await lab.phase('restore', 'Succeeded');
    expect(await readFile(join(target, 'deep', 'file'), 'utf8')).toBe('precious'.repeat(10_000));
  },
  60_000,
);
