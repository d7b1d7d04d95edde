import { failedWith } from '../../../src/kube/client/errors.ts';
import { type Kind, kinds, type Meta } from '../../../src/kube/objects/kinds.ts';
import { journalName, journalNamespace, moveLabels } from '../../../src/move/model/names.ts';
import { removeObject } from '../../place/objects.ts';
import { until } from '../../support/until.ts';
import { peekJournal } from '../look/safe-copies.ts';
import { loseTarget } from '../modes/meddle.ts';
import { renderUser } from '../world/app.ts';
import type { WorldCluster } from '../world/cluster.ts';
import type { Scene } from './scene.ts';

const podName = 'user';

/** Mounts the claim in a pod that runs until it is deleted; the guard may refuse that. */
export async function mountClaim({ run, disturbances }: Scene): Promise<string> {
  const { port } = run.world.consumer;
  try {
    await port.create(kinds.pod, renderUser(run.app));
    disturbances.push('a pod');
    return '';
  } catch (error) {
    return refusal(error);
  }
}

/** Deletes that pod, if there is one. */
export async function leaveClaim({ run }: Scene): Promise<string> {
  try {
    await removeObject(run.world.consumer.port, kinds.pod, { name: podName, namespace: run.app.namespace });
    return '';
  } catch (error) {
    return refusal(error);
  }
}

/** Until no cluster has the pod any more. */
export async function untilLeft({ run: { world, app } }: Scene): Promise<void> {
  const isGone = async ({ port, name }: WorldCluster) => {
    const namespace = name === world.consumer.name ? app.namespace : `${app.namespace}-${world.consumer.name}`;
    return (await port.find(kinds.pod, { name: podName, namespace })) === undefined;
  };
  await until(async () => (await Promise.all(Object.values(world.clusters).map(isGone))).every(Boolean), { seconds: 120 });
}

/** Puts a label on the claim, which has to be there in the end unless the claim was already on its way out. */
export async function labelClaim({ run, marks }: Scene): Promise<string> {
  const label = `example.com/mark-${marks.size + 1}`;
  const key = { namespace: run.app.namespace, name: run.app.claim };
  try {
    const { metadata } = await run.world.consumer.port.mergePatch(kinds.claim, key, { metadata: { labels: { [label]: 'mine' } } });
    if (metadata.deletionTimestamp === undefined) marks.add(label);
    return metadata.deletionTimestamp === undefined ? '' : 'it was being deleted';
  } catch (error) {
    return refusal(error);
  }
}

/** Undefined where there is no new copy yet, or it may be the only one. */
export async function deleteNewCopy({ run, disturbances }: Scene): Promise<string | undefined> {
  try {
    if (!(await loseTarget(run))) return undefined;
  } catch (error) {
    return refusal(error);
  }
  disturbances.push('its new copy was deleted');
  return '';
}

/** Notes something on everything that a backup tool or another controller may care for. */
export async function touchObjects({ run: { world, app, steps } }: Scene): Promise<string> {
  const annotations = { 'example.com/seen': String(steps.length) };
  const isNear = (object: unknown) => JSON.stringify(object).includes(app.namespace);
  for (const { port } of Object.values(world.clusters)) {
    for (const kind of [kinds.claim, kinds.volume] as Kind<{ metadata: Meta }>[]) {
      for (const { metadata } of (await port.list(kind)).items.filter(isNear)) await touch(port, kind, metadata, annotations);
    }
  }
  const journal = { name: journalName(app.namespace, app.claim), namespace: journalNamespace };
  await touch(world.consumer.port, kinds.configMap, journal, annotations);
  return '';
}

async function touch<T>(
  port: WorldCluster['port'],
  kind: Kind<T>,
  { name, namespace }: Pick<Meta, 'name' | 'namespace'>,
  annotations: Record<string, string>,
): Promise<void> {
  try {
    await port.mergePatch(kind, namespace === undefined ? { name } : { name, namespace }, { metadata: { annotations } });
  } catch (error) {
    refusal(error);
  }
}

/** Deletes every pod of the move's, as the drain of its nodes does. */
export async function drainPods({ run: { world, app }, disturbances }: Scene): Promise<string | undefined> {
  const id = peekJournal(world, app)?.id;
  if (id === undefined) return undefined;
  const found = Object.values(world.clusters).map(async ({ port }) => {
    const { items } = await port.list(kinds.pod, { labels: `${moveLabels.id}=${id}` });
    await Promise.all(items.map(async ({ metadata }) => removeObject(port, kinds.pod, metadata).catch(refusal)));
    return items.length;
  });
  const count = (await Promise.all(found)).reduce((sum, each) => sum + each, 0);
  if (count === 0) return undefined;
  disturbances.push('its pods were deleted');
  return `${count} pods`;
}

/** What an API server may say to people; anything else is a fault of the test. */
function refusal(error: unknown): string {
  if (failedWith(error, 'notFound', 'alreadyExists', 'conflict', 'forbidden', 'invalid')) return (error as Error).message;
  throw error;
}
