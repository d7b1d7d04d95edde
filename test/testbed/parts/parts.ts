import type { Workshop } from './cached.ts';
import { ensureKubernetes, ensureProvisioner } from './go-programs.ts';
import { ensureImages } from './images.ts';
import { ensureNodePackages } from './packages.ts';

/** Folders in the cache. */
export interface Parts {
  readonly kubernetes: string;
  readonly provisioner: string;
  readonly packages: string;
  readonly images: string;
}

/** Makes whatever of the parts is missing; the quick ones first, so that a machine that cannot is found out soon. */
export async function ensureParts(workshop: Workshop): Promise<Parts> {
  const packages = await ensureNodePackages(workshop);
  const images = await ensureImages(workshop);
  const provisioner = await ensureProvisioner(workshop);
  const kubernetes = await ensureKubernetes(workshop);
  return { kubernetes, provisioner, packages, images };
}
