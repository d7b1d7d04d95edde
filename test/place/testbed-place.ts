import { readFile } from 'node:fs/promises';
import { connectText } from '../../src/kube/client.ts';
import { kinds } from '../../src/kube/kinds.ts';
import type { KubePort } from '../../src/kube/port.ts';
import { findClusterId } from '../../src/liqo/cluster-id.ts';
import { liqoNames } from '../../src/liqo/names.ts';
import { isNodeReady, isVirtualNode, providerOfNode } from '../../src/liqo/virtual-node.ts';
import type { Place } from './place.ts';

/**
 * Real clusters as a place for specs: those of the testbed (`npm run testbed run` sets the variables) or any two that Liqo joins.
 * Reads E2E_CONSUMER_KUBECONFIG and E2E_PROVIDER_KUBECONFIG, files with administrator's rights, and finds out the rest.
 */
export async function openTestbed(environment: NodeJS.ProcessEnv): Promise<Place> {
  const kubeconfigFile = variable(environment, 'E2E_CONSUMER_KUBECONFIG');
  const consumer = await connectFile(kubeconfigFile);
  const behind = await connectFile(variable(environment, 'E2E_PROVIDER_KUBECONFIG'));
  const consumerId = await findClusterId(consumer);
  const providerId = await findClusterId(behind);
  const { items: nodes } = await consumer.list(kinds.node);
  const ready = nodes.filter(isNodeReady);
  const [first, second] = ready.filter((node) => !isVirtualNode(node)).map(({ metadata }) => metadata.name);
  const virtual = ready.find((node) => isVirtualNode(node) && providerOfNode(node) === providerId);
  const { items: classes } = await consumer.list(kinds.storageClass);
  const virtualClass = classes.find(({ provisioner }) => provisioner === liqoNames.provisioner)?.metadata.name;
  const place = {
    localNodes: [found(first, 'a Ready node of the consumer'), found(second, 'a second Ready node of the consumer')] as const,
    virtualNode: found(virtual?.metadata.name, `a Ready virtual node of ${providerId}`),
    virtualClass: found(virtualClass, `a class of ${liqoNames.provisioner}`),
    provider: found(providerId, "the provider's id"),
  };
  return { consumer, kubeconfigFile, clusters: { [found(consumerId, "the consumer's id")]: consumer, [place.provider]: behind }, ...place };
}

async function connectFile(file: string): Promise<KubePort> {
  return connectText(await readFile(file, 'utf8'), { trusted: true });
}

function variable(environment: NodeJS.ProcessEnv, name: string): string {
  return found(environment[name], `${name} in the environment`);
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`real clusters lack ${what}`);
  return value;
}
