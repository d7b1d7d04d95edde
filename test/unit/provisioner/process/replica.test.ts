import { expect, it } from 'vitest';
import { kinds } from '../../../../src/kube/objects/kinds.ts';
import { assembleReplica } from '../../../../src/provisioner/process/replica.ts';
import { createFakeClock } from '../../../fake-clock.ts';
import { claimOf } from '../../../support/claims.ts';
import { recordedLog } from '../../../support/controller-logs.ts';
import { portOf } from '../../../support/scripted-port.ts';

const key = { namespace: 'shop', name: 'data' };
const claim = claimOf(key, { uid: 'u' });

/** A replica whose clusters take everything; what was created there. */
function openReplica() {
  const created: string[] = [];
  const clusterOf = (cluster: string) =>
    portOf({
      cluster,
      find: async () => undefined,
      create: async ({ kind }: { kind: string }, object: unknown) => {
        created.push(`${kind} in ${cluster}`);
        return object;
      },
    });
  const { log } = recordedLog();
  const options = {
    consumer: clusterOf('this cluster'),
    connect: async (_kubeconfig: string, cluster: string) => clusterOf(cluster),
    settings: { provisioner: 'p', storageNamespace: 's', firstConsumerImage: 'i', guards: true, resyncMilliseconds: 1000 },
    election: { lease: key, holder: 'us', seconds: 15 },
    workers: 1,
    clock: createFakeClock(),
    random: (bytes: number) => new Uint8Array(bytes),
    log,
    createReconcilers: async () => [],
  };
  const { signal } = new AbortController();
  const replica = assembleReplica(options, signal);
  return { replica, context: replica.contextFor(signal), created };
}

it('writes into no cluster, and no events, before it leads', async () => {
  const { replica, context, created } = openReplica();
  const milan = await context.connect('a kubeconfig', 'milan');
  for (const port of [context.consumer, milan])
    await expect(port.create(kinds.claim, claim)).rejects.toMatchObject({ reason: 'leaseLost' });
  await context.record(claim, { type: 'Normal', reason: 'Provisioned', message: 'it is there' });
  expect(created).toEqual([]);
  await replica.electing.create(kinds.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 's' } });
  replica.leadership.begin({ lost: new AbortController().signal });
  for (const port of [context.consumer, milan]) await port.create(kinds.claim, claim);
  await context.record(claim, { type: 'Normal', reason: 'Other', message: 'it is there' });
  expect(created).toEqual([
    'Namespace in this cluster',
    'PersistentVolumeClaim in this cluster',
    'PersistentVolumeClaim in milan',
    'Event in this cluster',
  ]);
});

it('counts the calls of each cluster', async () => {
  const { replica, context } = openReplica();
  const milan = await context.connect('a kubeconfig', 'milan');
  for (const port of [context.consumer, replica.electing, milan]) await port.find(kinds.claim, key);
  const { text } = await replica.metrics.render({ depth: 0, leads: false, standings: [] });
  const calls = text.split('\n').filter((line) => line.startsWith('liqo_storage_controller_api_calls_total{'));
  expect(calls.map((line) => line.replace(/^.*cluster="([^"]*)".* (\d+)$/, '$1 $2'))).toEqual(['consumer 2', 'milan 1']);
});
