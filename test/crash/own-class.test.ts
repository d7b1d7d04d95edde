import { expect } from 'vitest';
import { kinds } from '../../src/kube/objects/kinds.ts';
import { ownClass, startStorageController } from '../place/storage-controller.ts';
import { findUnsettledGuards } from '../place/unsettled-guards.ts';
import { describeCrashTable } from './crash-table.ts';

const storageClassName = 'liqoctl';

describeCrashTable('a move of a claim of our own class whose liqoctl is killed, in each direction', {
  phases: ['hold-source', 'stage-target', 'swap-claim', 'adopt-target', 'release-source'],
  stories: [],
  spec: { storageClassName },
  findUnsettled: findUnsettledGuards,
  prepare: async (place) => {
    await place.consumer.create(kinds.storageClass, ownClass(storageClassName));
    const controller = startStorageController(place);
    return async () => expect(await controller.stop()).toBe(0);
  },
});
