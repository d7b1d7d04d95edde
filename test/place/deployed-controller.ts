import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kinds, type Pod } from '../../src/kube/objects/kinds.ts';
import type { Manifest } from '../support/accounts.ts';
import { readDeployed } from '../support/deploy-manifests.ts';
import { importImage } from '../testbed/import-image.ts';
import { writeControllerImage } from '../testbed/parts/controller-image.ts';
import { removeObject } from './objects.ts';
import type { Place } from './place.ts';
import { lookUntil } from './waiting.ts';

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
export async function startDeployedController(place: Place, testbed = process.env['E2E_TESTBED']): Promise<DeployedController | undefined> {
  if (testbed === undefined) return undefined;
  const manifests = await readDeployed();
  const [deployment] = manifests.filter(({ kind }) => kind === 'Deployment') as [Deployment];
  await bringImage(testbed, place.localNodes, deployment.spec.template.spec.containers[0].image);
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

function isReady({ status }: Pod): boolean {
  return status?.conditions?.some(({ type, status: holds }) => type === 'Ready' && holds === 'True') === true;
}

async function bringImage(testbed: string, nodes: readonly string[], image: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'liqoctl-controller-'));
  const archive = join(folder, 'controller.tar');
  try {
    // What a node's kubelet makes of a name without a registry.
    await writeControllerImage(archive, `docker.io/library/${image}`, AbortSignal.timeout(120_000));
    await importImage(testbed, nodes, archive);
  } finally {
    await rm(folder, { recursive: true });
  }
}
