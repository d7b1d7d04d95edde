import { expect } from 'vitest';
import { kinds } from '../../src/kube/objects/kinds.ts';
import { storageGuardName } from '../../src/provisioner/guards/guard-policy.ts';
import type { Guarded } from '../../src/provisioner/guards/guarded-claims.ts';
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

/** Guards of providers and of namespaces name the claims that are there, and follow a move a moment later. */
async function findUnsettled({ consumer }: SandboxPlace, apps: readonly App[], cluster: string): Promise<string[]> {
  const where = cluster === 'rome' ? 'in this cluster' : `in ${cluster}`;
  const all = apps.map(({ namespace, claim }) => `${namespace}/${claim} (${where})`);
  const wanted: [Guarded, readonly string[]][] = [
    ...['milan', 'paris'].map((name): [Guarded, readonly string[]] => [{ what: 'peering', name }, name === cluster ? all : []]),
    ...apps.map(({ namespace: name }, index): [Guarded, readonly string[]] => [{ what: 'namespace', name }, all.slice(index, index + 1)]),
  ];
  const looks = wanted.map(async ([guarded, claims]) => {
    const key = { name: storageGuardName(guarded) };
    const told = (await consumer.find(kinds.admissionPolicy, key))?.spec?.validations?.[0]?.message;
    const isBound = (await consumer.find(kinds.admissionPolicyBinding, key)) !== undefined;
    const isRight = claims.length === 0 ? told === undefined && !isBound : isBound && claims.every((claim) => told?.includes(claim));
    return isRight ? [] : [`guard of ${guarded.name}: ${told ?? 'none'}`];
  });
  return (await Promise.all(looks)).flat();
}
