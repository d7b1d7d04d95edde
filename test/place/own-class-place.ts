import { expect } from 'vitest';
import type { SandboxOptions } from '../sandbox/sandbox.ts';
import { kinds, type StorageClass } from '../../src/kube/objects/kinds.ts';
import { removeObject } from './objects.ts';
import { openPlace } from './open-place.ts';
import type { Place } from './place.ts';
import { ownClass, removeGuarded, startStorageController } from './storage-controller.ts';

/** A place with a class of ours, and the controller in this process. Closing it ends both, with the namespaces of the specs. */
export async function openOwnClassPlace(
  className: string,
  change: Partial<StorageClass> = {},
  options: SandboxOptions = {},
): Promise<Place> {
  const place = await openPlace(options);
  await place.consumer.create(kinds.storageClass, ownClass(className, change));
  const controller = startStorageController(place);
  return {
    ...place,
    async close() {
      try {
        await removeGuarded(place);
      } finally {
        // Or it would be in the way of the next run.
        await removeObject(place.consumer, kinds.storageClass, { name: className });
        expect(await controller.stop()).toBe(0);
        await place.close();
      }
    },
  };
}
