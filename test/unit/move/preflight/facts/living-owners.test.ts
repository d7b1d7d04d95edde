import { describe, expect, it } from 'vitest';
import { type Kind, kinds, type Meta, type OwnerReference, type Pod, type StatefulSet } from '../../../../../src/kube/objects/kinds.ts';
import type { Key } from '../../../../../src/kube/client/port.ts';
import { readMounters, readTemplateSets } from '../../../../../src/move/preflight/facts/living-owners.ts';
import { portOf } from '../../../../support/scripted-port.ts';

const owner = (kind: string, name: string): OwnerReference => ({ apiVersion: 'apps/v1', kind, name, uid: `${name}-uid`, controller: true });

function podOf(name: string, ownerReferences: OwnerReference[] = [], claim = 'data'): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop', ownerReferences },
    spec: { containers: [], volumes: [{ name: 'v', persistentVolumeClaim: { claimName: claim } }] },
  };
}

/** A cluster with these pods and owners; kinds that are not served are unknown to it. */
function cluster(pods: Pod[], owners: Record<string, Meta>, served: string[] = ['ReplicaSet', 'Deployment', 'StatefulSet']) {
  return portOf({
    list: async () => ({ items: pods, resourceVersion: '' }),
    findKind: async (apiVersion: string, kind: string) =>
      served.includes(kind) ? { apiVersion, kind, plural: `${kind.toLowerCase()}s`, namespaced: true } : undefined,
    find: async (kind: Kind<unknown>, { name }: Key) => {
      const metadata = owners[`${kind.kind} ${name}`];
      return metadata && { metadata };
    },
  });
}

async function ownersOf(port: ReturnType<typeof cluster>): Promise<string[][]> {
  const mounters = await readMounters(port, { namespace: 'shop', name: 'data' });
  return mounters.map(({ pod, owners }) => [pod.metadata.name, ...owners.map(({ kind, name }) => `${kind} ${name}`)]);
}

describe('whoever makes a pod again', () => {
  it('is followed up to the last owner', async () => {
    const owners = {
      'ReplicaSet web-7': { name: 'web-7', namespace: 'shop', uid: 'web-7-uid', ownerReferences: [owner('Deployment', 'web')] },
      'Deployment web': { name: 'web', namespace: 'shop', uid: 'web-uid' },
    };
    const pods = [podOf('web-7-x', [owner('ReplicaSet', 'web-7')]), podOf('bare'), podOf('other', [], 'another-claim')];
    expect(await ownersOf(cluster(pods, owners))).toEqual([['web-7-x', 'ReplicaSet web-7', 'Deployment web'], ['bare']]);
  });

  it('is not believed in for its name alone: it must live, with that uid', async () => {
    const forged = [podOf('gone', [owner('StatefulSet', 'db')]), podOf('forged', [owner('StatefulSet', '$(reboot)')])];
    expect(await ownersOf(cluster(forged, { 'StatefulSet db': { name: 'db', uid: 'a later one' } }))).toEqual([['gone'], ['forged']]);
  });

  it('may be of a kind that the cluster does not serve any more', async () => {
    expect(await ownersOf(cluster([podOf('x', [owner('StatefulSet', 'db')])], {}, []))).toEqual([['x']]);
  });

  it('is not followed for ever', async () => {
    const owners = { 'ReplicaSet loop': { name: 'loop', uid: 'loop-uid', ownerReferences: [owner('ReplicaSet', 'loop')] } };
    expect((await ownersOf(cluster([podOf('x', [owner('ReplicaSet', 'loop')])], owners)))[0]?.length).toBeLessThan(10);
  });
});

it('knows the sets that make a claim of that name', async () => {
  const set = (name: string, template: string) =>
    ({
      ...kinds.statefulSet,
      metadata: { name },
      spec: { volumeClaimTemplates: [{ metadata: { name: template } }] },
    }) as unknown as StatefulSet;
  const items = [set('db', 'data'), set('db-0', 'data'), set('web', 'data'), set('db', 'logs')];
  const port = portOf({ list: async () => ({ items, resourceVersion: '' }) });
  const found = await readTemplateSets(port, { namespace: 'shop', name: 'data-db-0' });
  expect(found).toEqual([items[0]]);
});
