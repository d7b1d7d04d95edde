import { readFile } from 'node:fs/promises';
import { connectText } from '../../src/kube/login/connect.ts';
import { kinds, type Node } from '../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../src/kube/client/port.ts';
import { findClusterId } from '../../src/liqo/cluster-id.ts';
import { liqoNames } from '../../src/liqo/names.ts';
import { isNodeReady, isVirtualNode, providerOfNode } from '../../src/liqo/virtual-node.ts';
import { abortMoves } from './abort-moves.ts';
import { parseImages } from './images.ts';
import type { Place } from './place.ts';
import { removeNamespaces } from './remove-namespaces.ts';
import { testbedPowers } from './testbed-powers.ts';
import { surroundings } from '../support/surroundings.ts';

/**
 * Real clusters as a place for specs: those of the testbed (`npm run testbed run` sets the variables) or any two that Liqo joins.
 * Reads E2E_CONSUMER_KUBECONFIG and E2E_PROVIDER_KUBECONFIG (E2E_SECOND_PROVIDER_KUBECONFIG if there is one), files with administrator's
 * rights, and finds out the rest, unless E2E_VIRTUAL_NODE, E2E_LOCAL_NODES (two, by comma) or E2E_IMAGES say it. Throws when the clusters
 * lack something.
 */
export async function openRealPlace(environment: NodeJS.ProcessEnv): Promise<Place> {
  const kubeconfigFile = variable(environment, 'E2E_CONSUMER_KUBECONFIG');
  const consumer = await connectFile(kubeconfigFile);
  const behind = await connectFile(variable(environment, 'E2E_PROVIDER_KUBECONFIG'));
  const consumerId = found(await findClusterId(consumer), "the consumer's id");
  const provider = found(await findClusterId(behind), "the provider's id");
  const other = await connectOther(environment);
  const { items: nodes } = await consumer.list(kinds.node);
  const { items: classes } = await consumer.list(kinds.storageClass);
  const virtualClass = classes.find(({ provisioner }) => provisioner === liqoNames.provisioner)?.metadata.name;
  const clusters = { [consumerId]: consumer, [provider]: behind, ...(other && { [other.id]: other.port }) };
  const namespaces: string[] = [];
  const before = await consumer.find(kinds.namespace, ownStorage);
  const place: Place = {
    consumer,
    kubeconfigFile,
    clusters,
    provider,
    localNodes: pickLocalNodes(environment, nodes),
    virtualNode: environment['E2E_VIRTUAL_NODE'] ?? pickVirtualNode(nodes, provider),
    otherVirtualNode: other && pickVirtualNode(nodes, other.id),
    virtualClass: found(virtualClass, `a class of ${liqoNames.provisioner}`),
    images: parseImages(environment['E2E_IMAGES']),
    shared: true,
    ownClusters: Boolean(environment['E2E_TESTBED']),
    namespaces,
    ...testbedPowers(environment),
    async close() {
      await abortMoves(place);
      await removeNamespaces(Object.values(clusters), namespaces);
      if (before === undefined && !(await holdsClaims(consumer))) await removeNamespaces([consumer], [ownStorage.name]);
    },
  };
  return place;
}

/** Where the storage controller keeps real claims; it makes that namespace when it starts. */
const ownStorage = { name: 'liqoctl-storage' };

async function holdsClaims(consumer: KubePort): Promise<boolean> {
  return (await consumer.list(kinds.claim, { namespace: ownStorage.name })).items.length > 0;
}

function pickLocalNodes(environment: NodeJS.ProcessEnv, nodes: readonly Node[]): [string, string] {
  const ready = nodes.filter((node) => isNodeReady(node) && !isVirtualNode(node) && takesPods(node)).map(({ metadata }) => metadata.name);
  const [first, second] = environment['E2E_LOCAL_NODES']?.split(',') ?? ready;
  return [found(first, 'a Ready node of the consumer'), found(second, 'a second Ready node of the consumer')];
}

/** Whether the scheduler puts pods without tolerations there: the control plane of many clusters takes none. */
function takesPods({ spec }: Node): boolean {
  return spec?.unschedulable !== true && !spec?.taints?.some(({ effect }) => effect === 'NoSchedule' || effect === 'NoExecute');
}

function pickVirtualNode(nodes: readonly Node[], provider: string): string {
  const node = nodes.find((one) => isNodeReady(one) && isVirtualNode(one) && providerOfNode(one) === provider);
  return found(node?.metadata.name, `a Ready virtual node of ${provider}`);
}

async function connectOther(environment: NodeJS.ProcessEnv): Promise<{ id: string; port: KubePort } | undefined> {
  const file = environment['E2E_SECOND_PROVIDER_KUBECONFIG'];
  if (!file) return undefined;
  const port = await connectFile(file);
  return { id: found(await findClusterId(port), "the second provider's id"), port };
}

async function connectFile(file: string): Promise<KubePort> {
  return connectText(await readFile(file, 'utf8'), { ...surroundings, trusted: true });
}

function variable(environment: NodeJS.ProcessEnv, name: string): string {
  return found(environment[name], `${name} in the environment`);
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`real clusters lack ${what}`);
  return value;
}
