import { type Deployment, kinds } from '../../../src/kube/objects/kinds.ts';
import type { App } from '../../place/app.ts';
import { until } from '../../support/until.ts';
import { renderUser } from './app.ts';
import type { World } from './world.ts';
import { isReady } from '../../sandbox/controllers/states.ts';

const patience = { seconds: 60 };
const key = ({ namespace }: App) => ({ name: 'user', namespace });

/** Runs a Deployment on the app's claim; resolves when it is ready. */
export async function startUser(world: World, app: App): Promise<void> {
  const labels = { app: 'user' };
  const { spec } = renderUser(app, { labels });
  if (spec === undefined) return;
  const deployment: Deployment = {
    apiVersion: kinds.deployment.apiVersion,
    kind: kinds.deployment.kind,
    metadata: key(app),
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { ...spec, restartPolicy: 'Always' } },
    },
  };
  await world.consumer.port.create(kinds.deployment, deployment);
  await until(() => isUserReady(world, app), patience);
}

/** What is wrong with the Deployment once its move has ended; nothing where it runs as before. */
export async function lookAtUser(world: World, app: App): Promise<readonly string[]> {
  const { spec } = await world.consumer.port.read(kinds.deployment, key(app));
  if (spec?.replicas !== 1) return [`the application has ${spec?.replicas} replicas`];
  return until(() => isUserReady(world, app), patience).then(
    () => [],
    () => ['the application does not start'],
  );
}

async function isUserReady({ consumer: { port } }: World, app: App): Promise<boolean> {
  const { items } = await port.list(kinds.pod, { namespace: app.namespace, labels: 'app=user' });
  return items.some(isReady);
}
