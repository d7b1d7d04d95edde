import { kinds, type StatefulSet } from '../../src/kube/objects/kinds.ts';
import type { Place } from './place.ts';

interface SetOptions {
  readonly namespace: string;
  readonly replicas: number;
  readonly image: string;
  readonly command: readonly string[];
}

const labels = { app: 'db' };

/** The set `db` with a claim `data` for each pod, mounted at /data by its only container, which is called `db`, too. */
export function renderSet({ virtualClass }: Place, { namespace, replicas, image, command }: SetOptions): StatefulSet {
  const spec = { accessModes: ['ReadWriteOnce'], storageClassName: virtualClass, resources: { requests: { storage: '256Mi' } } };
  return {
    apiVersion: kinds.statefulSet.apiVersion,
    kind: kinds.statefulSet.kind,
    metadata: { name: 'db', namespace },
    spec: {
      replicas,
      serviceName: 'db',
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          terminationGracePeriodSeconds: 2,
          automountServiceAccountToken: false,
          containers: [{ name: 'db', image, command: [...command], volumeMounts: [{ name: 'data', mountPath: '/data' }] }],
        },
      },
      volumeClaimTemplates: [{ metadata: { name: 'data' }, spec }],
    },
  } as StatefulSet;
}
