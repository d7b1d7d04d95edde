import { kinds } from '../../src/kube/objects/kinds.ts';
import type { Manifest } from '../support/accounts.ts';
import { readDeployed } from '../support/deploy-manifests.ts';
import { removeObject } from './objects.ts';
import type { Place } from './place.ts';
import { bringProgramImage } from './program-image.ts';
import { lookUntil } from './waiting.ts';
import { isReady } from '../sandbox/controllers/states.ts';

/** The storage controller as pods of the consumer. */
export interface DeployedController {
  /** Names of its pods. */
  readonly replicas: readonly string[];
  /** Takes all of `deploy/` out of the cluster again, but for the namespace, which goes with the place. */
  remove(): Promise<void>;
}

/**
 * Puts `deploy/` into the consumer as it is, with an image that is made here, and waits until each replica is ready. Undefined where images
 * cannot be brought to the nodes: that can be done in the testbed only.
 */
export async function startDeployedController(place: Place): Promise<DeployedController | undefined> {
  const manifests = await readDeployed();
  const [deployment] = manifests.filter(({ kind }) => kind === 'Deployment') as [Deployment];
  if (!(await bringProgramImage(place, deployment.spec.template.spec.containers[0].image))) return undefined;
  const kindOf = async ({ apiVersion, kind }: Manifest) => {
    const found = await place.consumer.findKind(apiVersion, kind);
    if (found === undefined) throw new Error(`${apiVersion} serves no ${kind}`);
    return found;
  };
  for (const manifest of manifests) {
    if (manifest.kind === 'Namespace') place.namespaces.push(manifest.metadata.name);
    await place.consumer.create(await kindOf(manifest), manifest);
  }
  const { replicas, selector } = deployment.spec;
  const label = Object.entries(selector.matchLabels).map((pair) => pair.join('='));
  const scope = { namespace: deployment.metadata.namespace ?? '', labels: label.join(',') };
  const list = async () => (await place.consumer.list(kinds.pod, scope)).items;
  const pods = await lookUntil(list, (seen) => seen.length === replicas && seen.every(isReady));
  return {
    replicas: pods.map(({ metadata }) => metadata.name),
    remove: async () => {
      const left = manifests.filter(({ kind }) => kind !== 'Namespace').toReversed();
      for (const manifest of left) await removeObject(place.consumer, await kindOf(manifest), manifest.metadata);
    },
  };
}

interface Deployment extends Manifest {
  readonly spec: {
    readonly replicas: number;
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
    readonly template: { readonly spec: { readonly containers: readonly [{ readonly image: string }] } };
  };
}
