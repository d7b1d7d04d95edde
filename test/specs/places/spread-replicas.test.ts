import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kinds, type StatefulSet } from '../../../src/kube/objects/kinds.ts';
import { liqoNames } from '../../../src/liqo/names.ts';
import { createOffloadedNamespace, onVolume } from '../../place/app.ts';
import { removeObject } from '../../place/objects.ts';
import { openOwnClassPlace } from '../../place/own-class-place.ts';
import type { Place } from '../../place/place.ts';
import { lookUntil } from '../../place/waiting.ts';
import { cordon } from '../../place/cordon.ts';

const className = 'spread';
const replicas = ['db-0', 'db-1', 'db-2'] as const;

describe('replicas on nodes of this cluster and of a provider', () => {
  let place: Place;
  beforeAll(async () => {
    place = await openOwnClassPlace(className);
  });
  afterAll(async () => {
    await uncordon();
    await place.close();
  });

  const uncordon = async () => {
    for (const node of place.ownClusters ? [...place.localNodes, place.virtualNode, ...others()] : []) await cordon(place, node, false);
  };
  const others = () => (place.otherVirtualNode === undefined ? [] : [place.otherVirtualNode]);
  const runsOn = async (namespace: string, name: string): Promise<string | undefined> => {
    const pod = await lookUntil(
      () => place.consumer.find(kinds.pod, { namespace, name }),
      (seen) => seen?.metadata.deletionTimestamp === undefined && seen?.status?.phase === 'Running',
    );
    return pod?.spec?.nodeName;
  };

  it('keep their data, and come back to it, when all of them are deleted', async ({ skip }) => {
    if (!place.ownClusters) skip('the nodes of these clusters are not ours to cordon');
    for (const node of others()) await cordon(place, node, true);
    const namespace = await createOffloadedNamespace(place);
    await place.consumer.create(kinds.statefulSet, renderSet(namespace));
    const nodes: string[] = [];
    for (const [index, name] of replicas.entries()) {
      await place.consumer.mergePatch(kinds.statefulSet, { namespace, name: 'db' }, { spec: { replicas: index + 1 } });
      nodes.push((await runsOn(namespace, name)) ?? '');
      // The next one has to go elsewhere.
      if (index < place.localNodes.length) await cordon(place, nodes[index] ?? '', true);
    }
    expect(nodes.toSorted()).toEqual([...place.localNodes, place.virtualNode].toSorted());
    await uncordon();

    const before = await Promise.all(
      replicas.map(async (name) => (await place.consumer.read(kinds.pod, { namespace, name })).metadata.uid),
    );
    for (const name of replicas) await removeObject(place.consumer, kinds.pod, { namespace, name });
    await lookUntil(
      () => Promise.all(replicas.map(async (name) => (await place.consumer.find(kinds.pod, { namespace, name }))?.metadata.uid)),
      (now) => now.every((uid, index) => uid !== undefined && uid !== before[index]),
    );
    for (const [index, name] of replicas.entries()) {
      expect(await runsOn(namespace, name)).toBe(nodes[index]);
      const lines = await onVolume(place, { namespace, claim: `data-${name}` }, { node: nodes[index] ?? '', script: 'cat /data/who' });
      expect(lines).toEqual([name, name]);
    }
  });

  /** Each replica adds its name to the file on its volume whenever it starts. */
  function renderSet(namespace: string): StatefulSet {
    const labels = { app: 'db' };
    return {
      apiVersion: kinds.statefulSet.apiVersion,
      kind: kinds.statefulSet.kind,
      metadata: { name: 'db', namespace },
      spec: {
        replicas: 0,
        serviceName: 'db',
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            tolerations: [{ key: liqoNames.notAllowedTaint, operator: 'Exists' }],
            automountServiceAccountToken: false,
            terminationGracePeriodSeconds: 0,
            containers: [
              {
                name: 'db',
                image: place.images.busybox,
                command: ['sh', '-c', 'echo $NAME >> /data/who; sync; exec sleep 600'],
                env: [{ name: 'NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
                volumeMounts: [{ name: 'data', mountPath: '/data' }],
              },
            ],
          },
        },
        volumeClaimTemplates: [
          {
            metadata: { name: 'data' },
            spec: { accessModes: ['ReadWriteOnce'], storageClassName: className, resources: { requests: { storage: '64Mi' } } },
          },
        ],
      },
    };
  }
});
