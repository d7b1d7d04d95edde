import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Claim, kinds } from '../../../src/kube/objects/kinds.ts';
import { liqoNames } from '../../../src/liqo/names.ts';
import { reflectionLabels } from '../../liqo/marks.ts';
import { claimOf } from '../../support/claims.ts';
import { virtualClaim } from '../../unit/liqo-play/claims.ts';
import { type Clusters, complaint, complaints, deleteClaim, offload, startClusters } from './clusters.ts';
import { until, untilPasses } from '../../support/until.ts';

const pair = { consumer: 'rome', provider: 'milan' };
const labels = reflectionLabels(pair);
const noLabels = Object.fromEntries(Object.keys(labels).map((name) => [name, null]));

/** Names of one test's claim in both clusters; a claim name per test keeps tests apart. */
function keys(name: string) {
  return { here: { name, namespace: 'app' }, there: { name, namespace: 'app-rome' } };
}

let clusters: Clusters;
const milan = () => clusters.provider('milan');

/** The remote claim, if it is there and nothing deletes it. */
async function live(there: { name: string; namespace: string }): Promise<Claim | undefined> {
  const claim = await milan().find(kinds.claim, there);
  return claim?.metadata.deletionTimestamp === undefined ? claim : undefined;
}

async function provisioned(name: string, metadata: Partial<Claim['metadata']> = {}) {
  const { here, there } = keys(name);
  const local = await clusters.rome.create(kinds.claim, virtualClaim(here, 'milan', metadata));
  await untilPasses(async () => expect((await clusters.rome.read(kinds.claim, here)).spec?.volumeName).toBe(`pvc-${local.metadata.uid}`));
  return { here, there, local, remote: await milan().read(kinds.claim, there) };
}

async function touch(here: { name: string; namespace: string }, value: string): Promise<void> {
  await clusters.rome.mergePatch(kinds.claim, here, { metadata: { annotations: { poke: value } } });
}

describe('claims of a provider', () => {
  beforeAll(async () => {
    clusters = await startClusters();
    await offload(clusters.rome, 'app');
  });
  afterAll(() => clusters.close());

  it('gets a twin and a placeholder volume when the selected node is virtual', async () => {
    const { local, remote } = await provisioned('made', { labels: { app: 'db' }, annotations: { team: 'blue' } });
    expect(remote.metadata.labels).toEqual({ app: 'db', ...labels });
    expect(remote.metadata.annotations).toEqual({ team: 'blue' });
    expect(remote.spec).toMatchObject({ storageClassName: 'local-path', accessModes: ['ReadWriteOnce'], volumeMode: 'Filesystem' });
    const volume = await clusters.rome.read(kinds.volume, { name: `pvc-${local.metadata.uid}` });
    expect(volume.metadata.annotations?.[liqoNames.provisionedBy]).toBe(liqoNames.provisioner);
    expect(volume.spec).toMatchObject({
      hostPath: { path: '/tmp/liqo-placeholder' },
      capacity: { storage: '1Gi' },
      persistentVolumeReclaimPolicy: 'Delete',
      storageClassName: 'liqo',
      claimRef: { name: 'made', namespace: 'app', uid: local.metadata.uid },
      nodeAffinity: {
        required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'liqo.io/remote-cluster-id', operator: 'In', values: ['milan'] }] }] },
      },
    });
  });

  it('deletes the twin with the virtual claim', async () => {
    const { here, there } = await provisioned('deleted');
    await deleteClaim(clusters.rome, here);
    await untilPasses(async () => expect(await live(there)).toBeUndefined());
  });

  it('lets go of a twin without the labels, and says so to the claim that comes under its name', async () => {
    const { here, there, remote } = await provisioned('let-go');
    await milan().mergePatch(kinds.claim, there, { metadata: { labels: noLabels } });
    await deleteClaim(clusters.rome, here);
    const reborn = await clusters.rome.create(kinds.claim, virtualClaim(here, 'milan'));
    const event = await complaint(clusters.rome, reborn);
    expect(event).toMatchObject({ type: 'Warning', message: 'Error reflecting object to cluster "milan": remote object already exists' });
    expect((await live(there))?.metadata.uid).toBe(remote.metadata.uid);
    expect((await clusters.rome.read(kinds.claim, here)).spec?.volumeName).toBeUndefined();
  });

  it('adopts a labelled twin after the event, and deletes it with its new claim', async () => {
    const { here, there } = keys('adopted');
    const remote = await milan().create(kinds.claim, claimOf(there, {}, { storageClassName: 'local-path', volumeMode: 'Filesystem' }));
    const local = await clusters.rome.create(kinds.claim, virtualClaim(here, 'milan'));
    await complaint(clusters.rome, local);
    await milan().mergePatch(kinds.claim, there, { metadata: { labels } });
    await untilPasses(async () => expect((await clusters.rome.read(kinds.claim, here)).spec?.volumeName).toBe(`pvc-${local.metadata.uid}`));
    expect((await live(there))?.metadata.uid).toBe(remote.metadata.uid);
    await deleteClaim(clusters.rome, here);
    await untilPasses(async () => expect(await live(there)).toBeUndefined());
  });

  it('deletes a twin that gets the labels while there is no claim of its name', async () => {
    const { there } = keys('orphan');
    await milan().create(kinds.claim, claimOf(there));
    await milan().mergePatch(kinds.claim, there, { metadata: { labels } });
    await untilPasses(async () => expect(await live(there)).toBeUndefined());
  });

  it('deletes a twin that gets the labels at the moment in which the claim is made', async () => {
    const { here, there } = keys('too-early');
    await milan().create(kinds.claim, claimOf(there));
    await clusters.rome.create(kinds.claim, virtualClaim(here, 'milan'));
    await milan().mergePatch(kinds.claim, there, { metadata: { labels } });
    await untilPasses(async () => expect(await live(there)).toBeUndefined());
  });

  it('repeats the event at every touch, and begins a new one when the old was deleted', async () => {
    const { here, there } = keys('touched');
    await milan().create(kinds.claim, claimOf(there));
    const local = await clusters.rome.create(kinds.claim, virtualClaim(here, 'milan'));
    const first = await complaint(clusters.rome, local);
    await touch(here, '1');
    await untilPasses(async () => {
      const again = await clusters.rome.read(kinds.event, { name: first.metadata.name, namespace: 'app' });
      expect(again.count).toBeGreaterThan(first.count ?? 0);
    });
    for (const { metadata } of (await clusters.rome.list(kinds.event, { namespace: 'app' })).items) {
      await clusters.rome.remove(kinds.event, metadata, { uid: metadata.uid ?? '', resourceVersion: metadata.resourceVersion ?? '' });
    }
    await touch(here, '2');
    expect(await complaint(clusters.rome, local)).toMatchObject({ count: 1, involvedObject: { uid: local.metadata.uid } });
  });

  it('reflects nothing any more once the virtual claim is bound', async () => {
    const { here, there, remote } = await provisioned('bound');
    await clusters.rome.mergePatch(kinds.claim, here, { metadata: { labels: { late: 'yes' } } });
    await provisioned('bound-after');
    expect((await milan().read(kinds.claim, there)).metadata.labels).toEqual(remote.metadata.labels);
  });

  it('leaves a claim for a physical node to others', async () => {
    const { here, there } = keys('physical');
    await clusters.rome.create(kinds.claim, virtualClaim(here, 'rome-1'));
    await provisioned('physical-after');
    expect(await milan().find(kinds.claim, there)).toBeUndefined();
  });
});

describe('a killed virtual kubelet', () => {
  beforeEach(async () => {
    clusters = await startClusters();
    await offload(clusters.rome, 'app');
  });
  afterEach(() => clusters.close());

  it('deletes nothing while it is down, and what is missing when it is back', async () => {
    const { here, there } = await provisioned('down');
    await clusters.liqo.stopVirtualKubelet('milan');
    await deleteClaim(clusters.rome, here);
    expect(await live(there)).toBeDefined();
    await clusters.liqo.startVirtualKubelet('milan');
    await untilPasses(async () => expect(await live(there)).toBeUndefined());
  });

  it('answers for a claim that was made meanwhile', async () => {
    const { here, there } = keys('meanwhile');
    await milan().create(kinds.claim, claimOf(there));
    await clusters.liqo.stopVirtualKubelet('milan');
    const local = await clusters.rome.create(kinds.claim, virtualClaim(here, 'milan'));
    expect(await complaints(clusters.rome, local, 'milan')).toEqual([]);
    await clusters.liqo.startVirtualKubelet('milan');
    await complaint(clusters.rome, local);
    expect(await live(there)).toBeDefined();
  });

  it('works on after the API servers were gone for a while', async () => {
    const { here, there } = await provisioned('outage');
    await Promise.all(clusters.servers.map((server) => server.stop()));
    await Promise.all(clusters.servers.map((server) => server.start()));
    await deleteClaim(clusters.rome, here);
    await untilPasses(async () => expect(await live(there)).toBeUndefined());
  });
});

describe('two providers', () => {
  afterEach(() => clusters.close());

  it('both answer for a claim that neither may reflect, each for its own cluster', async () => {
    clusters = await startClusters({ providers: [{ id: 'milan' }, { id: 'paris' }] });
    await offload(clusters.rome, 'app', {}, ['milan', 'paris']);
    const { here, there } = keys('both');
    await milan().create(kinds.claim, claimOf(there));
    await clusters.provider('paris').create(kinds.claim, claimOf(there));
    const local = await clusters.rome.create(kinds.claim, virtualClaim(here, 'milan'));
    expect((await complaint(clusters.rome, local, 'milan')).message).not.toContain('paris');
    expect((await complaint(clusters.rome, local, 'paris')).message).not.toContain('milan');
  });

  it('one without storage takes the selected node from a claim, whosever it is', async () => {
    clusters = await startClusters({ providers: [{ id: 'milan' }, { id: 'paris', storageClasses: [] }] });
    await offload(clusters.rome, 'app', {}, ['milan', 'paris']);
    const { here } = keys('stripped');
    await clusters.rome.create(kinds.claim, virtualClaim(here, 'paris'));
    await untilPasses(async () => {
      const { annotations } = (await clusters.rome.read(kinds.claim, here)).metadata;
      expect(annotations).not.toHaveProperty(['volume.kubernetes.io/selected-node']);
    });
    const node = await until(() => clusters.rome.find(kinds.node, { name: 'paris' }));
    expect(node.metadata.labels?.[liqoNames.storageAvailable]).toBe('false');
  });
});
