import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/system-clock.ts';
import { createRecorder } from '../../src/kube/controller/event-recorder.ts';
import { WorkQueue } from '../../src/kube/controller/work-queue.ts';
import { connectText } from '../../src/kube/login/connect.ts';
import { kinds } from '../../src/kube/objects/kinds.ts';
import type { Reconciler } from '../../src/provisioner/model/reconciler.ts';
import { createReconcilers } from '../../src/provisioner/process/reconcilers.ts';
import { createApp, deleteClaim, listing, readClaim, remoteNamespace } from '../place/app.ts';
import { openSandbox, type SandboxPlace } from '../place/sandbox-place.ts';
import { providerPort } from '../place/place.ts';
import { surroundings } from '../support/surroundings.ts';
import { until } from '../support/until.ts';

const spec = { storageClassName: 'liqoctl' };

async function start(place: SandboxPlace, signal: AbortSignal) {
  const byName = new Map<string, Reconciler>();
  const queue: WorkQueue = new WorkQueue({
    clock: systemClock,
    signal,
    concurrency: 10,
    backoff: { first: 200, longest: 2000 },
    reconcile: async (key) => {
      const [name = '', rest = ''] = key.split('|');
      const answer = await byName.get(name)?.reconcile(rest);
      if (process.env['SHOW']) console.log(key, JSON.stringify(answer));
      if (answer?.kind === 'blocked') throw new Error(`${answer.reason}: ${answer.because}`);
    },
    failed: (key, error) => process.env['SHOW'] && console.log(key, String(error)),
  });
  const log = { debug: () => {}, info: () => {}, warn: (f: object, m: string) => console.log(m, f), error: () => {} };
  const reconcilers = await createReconcilers({
    consumer: place.consumer,
    connect: (kubeconfig, cluster) => connectText(kubeconfig, { ...surroundings, cluster }),
    settings: {
      provisioner: 'storage.liqoctl.io/virtual',
      storageNamespace: 'liqoctl-storage',
      guards: true,
      resyncMilliseconds: 600_000,
      firstConsumerImage: 'registry/pause:3',
    },
    clock: systemClock,
    random: (n) => randomBytes(n),
    log,
    record: createRecorder({ port: place.consumer, clock: systemClock, component: 'liqo-storage-controller' }),
    signal,
    enqueue: (name, key, after) => queue.add(`${name}|${key}`, after),
  });
  for (const each of reconcilers) byName.set(each.name, each);
  queue.start();
}

describe('a claim of our own class', () => {
  let place: SandboxPlace;
  const stop = new AbortController();
  beforeAll(async () => {
    place = await openSandbox();
    await place.consumer.create(kinds.storageClass, {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'liqoctl' },
      provisioner: 'storage.liqoctl.io/virtual',
      volumeBindingMode: 'WaitForFirstConsumer',
      reclaimPolicy: 'Delete',
      allowVolumeExpansion: true,
    });
    await start(place, stop.signal);
  });
  afterAll(async () => {
    stop.abort();
    await place.close();
  });

  it('is bound locally', async () => {
    const app = await createApp(place, { node: place.localNodes[0], spec });
    const claim = await readClaim(place, app);
    console.log(JSON.stringify(claim, null, 1));
    console.log(JSON.stringify(await place.consumer.read(kinds.volume, { name: claim.spec?.volumeName ?? '' }), null, 1));
    console.log((await listing(place, app, place.localNodes[0])).length);
    await deleteClaim(place, app);
    await until(async () =>
      (await place.consumer.find(kinds.claim, { name: claim.metadata.uid ?? '', namespace: 'liqoctl-storage' })) === undefined
        ? true
        : undefined,
    );
    await until(async () => ((await place.consumer.list(kinds.volume)).items.length === 0 ? true : undefined));
  });

  it('is bound remotely', async () => {
    const app = await createApp(place, { node: place.virtualNode, spec });
    const claim = await readClaim(place, app);
    console.log(JSON.stringify(claim, null, 1));
    const real = await providerPort(place).read(kinds.claim, { name: claim.metadata.name, namespace: await remoteNamespace(place, app) });
    console.log(JSON.stringify(real, null, 1));
    await deleteClaim(place, app);
    await until(async () => ((await providerPort(place).list(kinds.volume)).items.length === 0 ? true : undefined));
    await until(async () => ((await place.consumer.list(kinds.volume)).items.length === 0 ? true : undefined));
    expect(await place.volumeFolders?.()).toEqual([]);
  });
});
