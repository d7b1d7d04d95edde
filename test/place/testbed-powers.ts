import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pauseProgram, restartLiqo, unplugNode } from '../testbed/accidents.ts';
import { eavesdropOn } from '../testbed/eavesdrop.ts';
import { readState } from '../testbed/state.ts';
import type { Faults, Place } from './place.ts';

/** What only clusters on this machine let a spec do; `folder` is the testbed's (E2E_TESTBED). */
export function testbedPowers(folder: string | undefined): Pick<Place, 'volumeFolders' | 'faults' | 'withoutProvider' | 'eavesdrop'> {
  if (folder === undefined) return { volumeFolders: undefined, faults: undefined, withoutProvider: undefined, eavesdrop: undefined };
  const faults: Faults = {
    withoutLiqo: (meanwhile) => restartLiqo(folder, meanwhile),
    withoutNode: (node, meanwhile) => unplugNode(folder, node, meanwhile),
    withoutApi: (meanwhile) => pauseProgram(folder, 'rome-1/kube-apiserver', meanwhile),
  };
  return {
    volumeFolders: () => listVolumes(folder),
    faults,
    withoutProvider: (meanwhile) => pauseProgram(folder, 'milan-1/kube-apiserver', meanwhile),
    eavesdrop: (port, meanwhile) => eavesdropOn(folder, port, meanwhile),
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
