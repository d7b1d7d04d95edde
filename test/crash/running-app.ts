import { expect } from 'vitest';
import { type Deployment, kinds } from '../../src/kube/objects/kinds.ts';
import { liqoNames } from '../../src/liqo/names.ts';
import type { App } from '../place/app.ts';
import type { Place } from '../place/place.ts';
import { lookUntil } from '../place/waiting.ts';
import { isReady } from '../sandbox/controllers/states.ts';

const labels = { app: 'web' };
const keyOf = ({ namespace }: App) => ({ name: 'web', namespace });

/** Runs a Deployment on the claim, wherever that is; resolves when its pod is Ready. It only reads. */
export async function startApplication(place: Place, app: App): Promise<void> {
  const { apiVersion, kind } = kinds.deployment;
  const container = {
    name: 'web',
    image: place.images.busybox,
    command: ['sh', '-c', "trap 'exit 0' TERM; while :; do sleep 1; done"],
    volumeMounts: [{ name: 'data', mountPath: '/data' }],
  };
  const deployment: Deployment = {
    apiVersion,
    kind,
    metadata: keyOf(app),
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          terminationGracePeriodSeconds: 2,
          automountServiceAccountToken: false,
          tolerations: [{ key: liqoNames.notAllowedTaint, operator: 'Exists' }],
          containers: [container],
          volumes: [{ name: 'data', persistentVolumeClaim: { claimName: app.claim } }],
        },
      },
    },
  };
  await place.consumer.create(kinds.deployment, deployment);
  await expectRunning(place, app);
}

/** It has the replicas that it had before, and its pod is Ready. */
export async function expectRunning({ consumer }: Place, app: App): Promise<void> {
  const { spec } = await consumer.read(kinds.deployment, keyOf(app));
  expect(spec?.replicas, 'replicas').toBe(1);
  const { namespace } = app;
  await lookUntil(
    () => consumer.list(kinds.pod, { namespace, labels: 'app=web' }),
    ({ items }) => items.some(isReady),
  );
}
