import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pauseProgram, restartLiqo } from '../testbed/accidents.ts';
import { readState } from '../testbed/state.ts';
import type { Faults, Place } from './place.ts';

/** What only clusters on this machine let a spec do; `folder` is the testbed's (E2E_TESTBED). */
export function testbedPowers(folder: string | undefined): Pick<Place, 'volumeFolders' | 'faults'> {
  if (folder === undefined) return { volumeFolders: undefined, faults: undefined };
  const faults: Faults = {
    withoutLiqo: (meanwhile) => restartLiqo(folder, meanwhile),
    withoutApi: (meanwhile) => pauseProgram(folder, 'rome-1/kube-apiserver', meanwhile),
  };
  return { volumeFolders: () => listVolumes(folder), faults };
}

/** What local-path-provisioner has made on the nodes' disks. */
async function listVolumes(folder: string): Promise<string[]> {
  const lists = Object.keys(readState(folder)?.nodes ?? {}).map(async (node) => {
    const volumes = await readdir(join(folder, 'nodes', node, 'lib', 'local-path'));
    return volumes.map((volume) => `${node}/${volume}`);
  });
  return (await Promise.all(lists)).flat();
}
