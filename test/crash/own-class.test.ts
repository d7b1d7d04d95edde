import { expect } from 'vitest';
import { kinds } from '../../src/kube/objects/kinds.ts';
import { storageGuardName } from '../../src/provisioner/guards/guard-policy.ts';
import type { App } from '../place/app.ts';
import type { SandboxPlace } from '../place/sandbox-place.ts';
import { ownClass, startStorageController } from '../place/storage-controller.ts';
import { describeCrashTable } from './crash-table.ts';

const storageClassName = 'liqoctl';

describeCrashTable('a move of a claim of our own class whose liqoctl is killed, in each direction', {
  phases: ['hold-source', 'stage-target', 'swap-claim', 'adopt-target', 'release-source'],
  stories: [],
  spec: { storageClassName },
  findUnsettled,
  prepare: async (place) => {
    await place.consumer.create(kinds.storageClass, ownClass(storageClassName));
    const controller = startStorageController(place);
    return async () => expect(await controller.stop()).toBe(0);
  },
});

/** A provider's guard names the claims that are there, and follows a move a moment later. */
async function findUnsettled({ consumer }: SandboxPlace, apps: readonly App[], cluster: string): Promise<string[]> {
  const guards = await Promise.all(
    ['milan', 'paris'].map(async (name) => {
      const policy = await consumer.find(kinds.admissionPolicy, { name: storageGuardName({ what: 'peering', name }) });
      return { name, told: policy?.spec?.validations?.[0]?.message };
    }),
  );
  return guards
    .filter(({ name, told }) => (name === cluster ? !apps.every(({ namespace }) => told?.includes(`${namespace}/`)) : told !== undefined))
    .map(({ name, told }) => `guard of ${name}: ${told ?? 'none'}`);
}
