import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { withSmallDisk } from '../faults/small-disk.ts';
import { pauseProgram, restartLiqo, unplugNode } from '../testbed/accidents.ts';
import { eavesdropOn } from '../testbed/eavesdrop.ts';
import { withLongWay } from '../testbed/long-way.ts';
import { enterNode } from '../testbed/namespaces.ts';
import { nodeOf } from '../testbed/programs.ts';
import { withPolicies } from '../testbed/policies.ts';
import { startRegistry } from '../testbed/registry.ts';
import { openState, readState } from '../testbed/state.ts';
import type { Faults, Place } from './place.ts';

type Powers = 'volumeFolders' | 'faults' | 'withoutProvider' | 'withSmallDisk' | 'eavesdrop' | 'startRegistry' | 'withPolicies';

const noPowers = {
  volumeFolders: undefined,
  faults: undefined,
  withoutProvider: undefined,
  withSmallDisk: undefined,
  eavesdrop: undefined,
  startRegistry: undefined,
  withPolicies: undefined,
};

/** What only clusters on this machine let a spec do: the testbed's folder is in E2E_TESTBED, its extra parts in E2E_REGISTRY and E2E_ROUTER. */
export function testbedPowers(environment: NodeJS.ProcessEnv): Pick<Place, Powers> {
  const { E2E_TESTBED: folder, E2E_REGISTRY: registry, E2E_ROUTER: router } = environment;
  if (folder === undefined) return noPowers;
  const faults: Faults = {
    withoutLiqo: (meanwhile) => restartLiqo(folder, meanwhile),
    withoutNode: (node, meanwhile) => unplugNode(folder, node, meanwhile),
    withoutApi: (meanwhile) => pauseProgram(folder, 'rome-1/kube-apiserver', meanwhile),
    withLongWay: (quality, meanwhile) => withLongWay(folder, { node: 'milan-1', ...quality }, meanwhile),
  };
  return {
    volumeFolders: () => listVolumes(folder),
    faults,
    withoutProvider: (meanwhile) => pauseProgram(folder, 'milan-1/kube-apiserver', meanwhile),
    withSmallDisk: (node, bytes, meanwhile) =>
      withSmallDisk(enterNode(nodeOf({ state: openState(folder) }, node)), { folder: '/var/lib/local-path', bytes }, meanwhile),
    eavesdrop: (port, meanwhile) => eavesdropOn(folder, port, meanwhile),
    startRegistry: registry === undefined ? undefined : () => startRegistry(folder, registry),
    withPolicies: router === undefined ? undefined : (meanwhile) => withPolicies(folder, router, meanwhile),
  };
}

/** What local-path-provisioner has made on the nodes' disks. */
async function listVolumes(folder: string): Promise<string[]> {
  const lists = Object.keys(readState(folder)?.nodes ?? {}).map(async (node) => {
    const volumes = await readdir(join(folder, 'nodes', node, 'lib', 'local-path'));
    return volumes.map((volume) => `${node}/${volume}`);
  });
  return (await Promise.all(lists)).flat();
}
