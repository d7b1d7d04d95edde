import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KubePort } from '../../src/kube/client/port.ts';
import { kinds, type StorageClass } from '../../src/kube/objects/kinds.ts';
import { type ControllerProcess, startControllerProcess } from '../place/controller-process.ts';
import { installAccount } from '../support/accounts.ts';
import { readDeployed, readManifests } from '../support/deploy-manifests.ts';
import type { Sandbox } from './sandbox.ts';

/** Where the controller writes its log. */
export function controllerLogFile({ folder }: Sandbox): string {
  return join(folder, 'liqo-storage-controller.log');
}

/** Runs the storage controller with the rights that `deploy/` gives it, and makes the class `liqoctl`. */
export async function startStorage(sandbox: Sandbox, port: KubePort, ...flags: readonly string[]): Promise<ControllerProcess> {
  const kubeconfigFile = join(sandbox.folder, 'liqo-storage-controller.yaml');
  const kubeconfig = await installAccount(port, await readDeployed(), sandbox.consumer.kubeconfig);
  await writeFile(kubeconfigFile, kubeconfig, { mode: 0o600 });
  for (const example of await readManifests<StorageClass>('examples/liqoctl.yaml')) await port.create(kinds.storageClass, example);
  return startControllerProcess({ kubeconfigFile, logFile: controllerLogFile(sandbox) }, ...flags);
}
