import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { connectText } from '../../src/kube/login/connect.ts';
import { withSmallDisk } from '../faults/small-disk.ts';
import type { Cluster } from '../sandbox/cluster.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../sandbox/sandbox.ts';
import { parseImages } from './images.ts';
import type { Place } from './place.ts';
import { surroundings } from '../support/surroundings.ts';

/** The sandbox as a place for specs, with what only a sandbox lets a test do. */
export interface SandboxPlace extends Place {
  readonly sandbox: Sandbox;
}

/** With cheap keys unless a program stands in for restic, or the options say otherwise. */
export async function openSandbox(options: SandboxOptions = {}): Promise<SandboxPlace> {
  const sandbox = await startSandbox({ cheapKeys: options.restic === undefined, ...options });
  const ports = Object.entries(sandbox.clusters).map(
    async ([name, { kubeconfig }]) => [name, await connectText(kubeconfig, { ...surroundings, cluster: name })] as const,
  );
  const clusters = Object.fromEntries(await Promise.all(ports));
  const consumer = clusters[sandbox.consumer.name];
  if (consumer === undefined) throw new Error('the sandbox has no consumer');
  return {
    sandbox,
    consumer,
    kubeconfigFile: sandbox.consumer.kubeconfigFile,
    localNodes: ['rome-1', 'rome-2'],
    virtualNode: 'milan',
    provider: 'milan',
    otherVirtualNode: options.providers?.find((name) => name !== 'milan'),
    clusters,
    virtualClass: options.names?.virtualClass ?? 'liqo',
    images: parseImages(),
    shared: false,
    ownClusters: true,
    namespaces: [],
    volumeFolders: () => listVolumes(sandbox),
    faults: undefined,
    withoutProvider: (meanwhile) => withoutApi(sandbox.clusters['milan'], meanwhile),
    withSmallDisk:
      process.getuid?.() === 0
        ? (node, bytes, meanwhile) => withSmallDisk([], { folder: join(sandbox.consumer.volumesFolder, 'rome', node), bytes }, meanwhile)
        : undefined,
    eavesdrop: undefined,
    startRegistry: undefined,
    withPolicies: undefined,
    close: () => sandbox.stop(),
  };
}

async function withoutApi(cluster: Cluster | undefined, meanwhile: () => Promise<void>): Promise<void> {
  await cluster?.server.stop();
  try {
    await meanwhile();
  } finally {
    await cluster?.server.start();
  }
}

/** `<volumes>/<cluster>/<node>/<volume>/data`; all clusters share one folder. */
async function listVolumes({ consumer: { volumesFolder } }: Sandbox): Promise<string[]> {
  const entries = await readdir(volumesFolder, { recursive: true }).catch(() => []);
  return entries.filter((path) => path.split('/').length === 4);
}
