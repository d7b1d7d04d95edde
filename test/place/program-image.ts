import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importImage } from '../testbed/import-image.ts';
import { writeControllerImage } from '../testbed/parts/controller-image.ts';
import type { Place } from './place.ts';

/** Puts the image of `deploy/Dockerfile` on every local node. False where images cannot be brought to the nodes: that can be done in the testbed only. */
export async function bringProgramImage(place: Place, image: string, testbed = process.env['E2E_TESTBED']): Promise<boolean> {
  if (testbed === undefined) return false;
  const folder = await mkdtemp(join(tmpdir(), 'liqoctl-image-'));
  const archive = join(folder, 'image.tar');
  try {
    // What a node's kubelet makes of a name without a registry.
    await writeControllerImage(archive, `docker.io/library/${image}`, AbortSignal.timeout(120_000));
    await importImage(testbed, place.localNodes, archive);
    return true;
  } finally {
    await rm(folder, { recursive: true });
  }
}
