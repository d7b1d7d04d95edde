import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createOnce } from '../../src/kube/client/exact-writes.ts';
import type { KubePort } from '../../src/kube/client/port.ts';
import { kinds, type StorageClass } from '../../src/kube/objects/kinds.ts';
import { type ControllerProcess, startControllerProcess } from '../place/controller-process.ts';
import { installAccount } from '../support/accounts.ts';
import { readDeployed, readManifests } from '../support/deploy-manifests.ts';

/** A cluster that the controller can be started for. */
export interface StorageSite {
  /** For its files. */
  readonly folder: string;
  /** Of an administrator, as YAML. */
  readonly kubeconfig: string;
}

/** Where the controller writes its log. */
export function controllerLogFile({ folder }: Pick<StorageSite, 'folder'>): string {
  return join(folder, 'liqo-storage-controller.log');
}

/** Runs the storage controller with the rights that `deploy/` gives it, and makes the class `liqoctl`. */
export async function startStorage(
  { folder, kubeconfig: admin }: StorageSite,
  port: KubePort,
  ...flags: readonly string[]
): Promise<ControllerProcess> {
  const kubeconfigFile = join(folder, 'liqo-storage-controller.yaml');
  const kubeconfig = await installAccount(port, await readDeployed(), admin);
  await writeFile(kubeconfigFile, kubeconfig, { mode: 0o600 });
  for (const example of await readManifests<StorageClass>('examples/liqoctl.yaml')) await createOnce(port, kinds.storageClass, example);
  return startControllerProcess({ kubeconfigFile, logFile: controllerLogFile({ folder }) }, ...flags);
}
