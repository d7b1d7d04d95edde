import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Claim, kinds, type Volume } from '../../../src/kube/objects/kinds.ts';
import { claimOf } from '../../support/claims.ts';
import { virtualClaim } from '../../unit/liqo-play/claims.ts';
import { type Clusters, makeNamespace, startClusters } from './clusters.ts';
import { until, untilPasses } from '../../support/until.ts';

let clusters: Clusters;
const rome = () => clusters.rome;

/** What local-path-provisioner and the binder would make for a real claim. */
async function bindReal(uid: string): Promise<void> {
  const key = { name: uid, namespace: 'liqo-storage' };
  await until(() => rome().find(kinds.claim, key));
  const real: Volume = {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: `real-${uid}` },
    spec: {
      capacity: { storage: '5Gi' },
      accessModes: ['ReadWriteOnce'],
      hostPath: { path: `/volumes/${uid}` },
      storageClassName: 'local-path',
      persistentVolumeReclaimPolicy: 'Delete',
      nodeAffinity: {
        required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['rome-1'] }] }] },
      },
    },
  };
  await rome().create(kinds.volume, real);
  await rome().mergePatch(kinds.claim, key, { spec: { volumeName: real.metadata.name } });
}

async function released(name: string, claim: { uid: string }, policy: 'Delete' | 'Retain', provisioner = 'liqo.io/storage'): Promise<void> {
  await rome().create(kinds.volume, {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name, annotations: { 'pv.kubernetes.io/provisioned-by': provisioner } },
    spec: {
      capacity: { storage: '1Gi' },
      accessModes: ['ReadWriteOnce'],
      hostPath: { path: '/tmp/liqo-placeholder' },
      storageClassName: 'liqo',
      persistentVolumeReclaimPolicy: policy,
      claimRef: { kind: 'PersistentVolumeClaim', namespace: 'app', name: 'gone', uid: claim.uid },
    },
  });
  await rome().mergePatch(kinds.volume, { name }, { status: { phase: 'Released' } }, { subresource: 'status' });
}

/** The object, unless it is gone or going: protection finalizers are not ours to test. */
function unlessGoing<T extends Claim | Volume>(object: T | undefined): T | undefined {
  return object?.metadata.deletionTimestamp === undefined ? object : undefined;
}

const realClaim = async (name: string) => unlessGoing(await rome().find(kinds.claim, { name, namespace: 'liqo-storage' }));
const volume = async (name: string) => unlessGoing(await rome().find(kinds.volume, { name }));

describe('claims of the consumer', () => {
  beforeAll(async () => {
    clusters = await startClusters();
    await makeNamespace(rome(), 'app');
  });
  afterAll(() => clusters.close());

  it('gets a real claim named after its uid, and a volume that mirrors the real one', async () => {
    const local = await rome().create(
      kinds.claim,
      virtualClaim({ name: 'db', namespace: 'app' }, 'rome-1', { annotations: { team: 'blue' } }),
    );
    const uid = local.metadata.uid ?? '';
    const real = await until(() => realClaim(uid));
    expect(real.metadata.labels).toEqual({
      'liqo.io/managed': 'true',
      'storage.liqo.io/virtual-pvc-name': 'db',
      'storage.liqo.io/virtual-pvc-namespace': 'app',
    });
    expect(real.metadata.annotations).toMatchObject({
      'volume.kubernetes.io/selected-node': 'rome-1',
      'volume.alpha.kubernetes.io/selected-node': 'rome-1',
    });
    expect(real.metadata.annotations).not.toHaveProperty('team');
    await bindReal(uid);
    const virtual = await until(() => volume(`pvc-${uid}`));
    expect(virtual.spec).toMatchObject({
      hostPath: { path: `/volumes/${uid}` },
      capacity: { storage: '1Gi' },
      storageClassName: 'liqo',
      persistentVolumeReclaimPolicy: 'Delete',
      claimRef: { name: 'db', namespace: 'app', uid },
    });
    expect(virtual.spec?.nodeAffinity?.required?.nodeSelectorTerms).toEqual([
      {
        matchExpressions: [
          { key: 'kubernetes.io/hostname', operator: 'In', values: ['rome-1'] },
          { key: 'liqo.io/type', operator: 'DoesNotExist' },
        ],
      },
    ]);
  });

  it('leaves claims for virtual nodes to the virtual kubelet', async () => {
    const remote = await rome().create(kinds.claim, virtualClaim({ name: 'remote', namespace: 'app' }, 'milan'));
    const local = await rome().create(kinds.claim, virtualClaim({ name: 'local', namespace: 'app' }, 'rome-1'));
    await until(() => realClaim(local.metadata.uid ?? ''));
    expect(await realClaim(remote.metadata.uid ?? '')).toBeUndefined();
  });

  it('reaps a released volume with the real claim of its uid', async () => {
    const real = await rome().create(kinds.claim, claimOf({ name: 'uid-1', namespace: 'liqo-storage' }));
    await released('pv-1', { uid: real.metadata.name }, 'Delete');
    await untilPasses(async () => expect(await volume('pv-1')).toBeUndefined());
    expect(await realClaim('uid-1')).toBeUndefined();
  });

  it('reaps the volume of a remote home too, where there is no real claim', async () => {
    await released('pv-2', { uid: 'no-such-claim' }, 'Delete');
    await untilPasses(async () => expect(await volume('pv-2')).toBeUndefined());
  });

  it('touches neither a retained volume nor one of another provisioner', async () => {
    await rome().create(kinds.claim, claimOf({ name: 'uid-3', namespace: 'liqo-storage' }));
    await released('pv-3', { uid: 'uid-3' }, 'Retain');
    await released('pv-4', { uid: 'uid-3' }, 'Delete', 'rancher.io/local-path');
    await released('pv-5', { uid: 'later' }, 'Delete');
    await untilPasses(async () => expect(await volume('pv-5')).toBeUndefined());
    expect(await volume('pv-3')).toBeDefined();
    expect(await volume('pv-4')).toBeDefined();
    expect(await realClaim('uid-3')).toBeDefined();
  });
});
