import { access } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/base/time/system-clock.ts';
import { connectText } from '../../../src/kube/login/connect.ts';
import { kinds } from '../../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../../src/kube/client/port.ts';
import { waitForObject } from '../../../src/kube/client/wait.ts';
import { createNamespace, exampleClaim, exampleNamespace, offloadNamespace, startDatabase } from '../../sandbox/example.ts';
import { runFixturePod } from '../../sandbox/fixture-pod.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { surroundings } from '../../support/surroundings.ts';

let sandbox: Sandbox;
let rome: KubePort;

beforeAll(async () => {
  sandbox = await startSandbox();
  rome = await connectText(sandbox.consumer.kubeconfig, surroundings);
  await createNamespace(rome);
  await startDatabase(rome);
  await offloadNamespace(rome, 'milan');
});

afterAll(async () => await sandbox.stop());

describe('the sandbox', () => {
  it('has two real nodes and a virtual one in the consumer', async () => {
    const { items } = await rome.list(kinds.node);
    expect(items.map(({ metadata }) => metadata.name).sort()).toEqual(['milan', 'rome-1', 'rome-2']);
  });

  it('gives the claim of a StatefulSet a virtual volume', async () => {
    const claim = await rome.read(kinds.claim, { name: 'data-db-0', namespace: exampleNamespace });
    expect(claim.status?.phase).toBe('Bound');
    expect(claim.spec?.storageClassName).toBe('liqo');
  });

  it('keeps the files of a claim from pod to pod', async () => {
    await rome.create(kinds.claim, exampleClaim('kept', '1Gi'));
    const run = { namespace: exampleNamespace, node: 'rome-2', claim: 'kept', seconds: 20 };
    await runFixturePod(rome, { ...run, name: 'writes', script: 'echo written > /data/file' });
    expect(await runFixturePod(rome, { ...run, name: 'reads', script: 'cat /data/file' })).toEqual(['written']);
  });

  it('runs pods of the virtual node in the provider, on a volume of the provider', async () => {
    await rome.create(kinds.claim, exampleClaim('remote', '1Gi'));
    const run = { namespace: exampleNamespace, node: 'milan', claim: 'remote', seconds: 20 };
    expect(await runFixturePod(rome, { ...run, name: 'far', script: 'echo there | tee /data/file' })).toEqual(['there']);
    const milan = await connectText(sandbox.clusters['milan']?.kubeconfig ?? '', surroundings);
    const real = await milan.read(kinds.claim, { name: 'remote', namespace: `${exampleNamespace}-rome` });
    expect(real.status?.phase).toBe('Bound');
  });

  it('leaves the provider its own slices of a reflected Service', async () => {
    const milan = await connectText(sandbox.clusters['milan']?.kubeconfig ?? '', surroundings);
    const scope = {
      namespace: `${exampleNamespace}-rome`,
      labels: 'kubernetes.io/service-name=db,endpointslice.kubernetes.io/managed-by=endpointslice-controller.k8s.io',
    };
    const names = async (): Promise<string[]> => (await milan.list(kinds.endpointSlice, scope)).items.map(({ metadata }) => metadata.name);
    const before = await names();
    // What plays Liqo handles this Service after whatever it had to do with the slices.
    await rome.mergePatch(kinds.service, { name: 'db', namespace: exampleNamespace }, { metadata: { labels: { round: 'two' } } });
    const key = { name: 'db', namespace: scope.namespace };
    const arrived = { clock: systemClock, signal: AbortSignal.timeout(10_000) };
    await waitForObject({ port: milan, kind: kinds.service, key }, (service) => service?.metadata.labels?.['round'], arrived);
    expect(await names()).toEqual(before);
  });
});

describe('a stopped sandbox', () => {
  it('leaves no folder and no listener', async () => {
    const other = await startSandbox({ providers: [] });
    await other.stop();
    await expect(access(other.folder)).rejects.toThrow('ENOENT');
    await expect(fetch(other.consumer.server.url)).rejects.toThrow('fetch failed');
  });
});
