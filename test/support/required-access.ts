import type { RequiredAccess } from '../../src/move/preflight/facts/rights.ts';

/** What a move between this cluster and a provider needs at least. */
export function accessIn(namespace: string): RequiredAccess {
  return {
    namespace,
    storageNamespace: 'liqo-storage',
    workspace: 'liqo-move-x-1',
    remote: true,
    guarded: true,
    makesClass: false,
    removesPods: false,
    pullsWithSecrets: false,
    wakesSets: false,
    scaledKinds: undefined,
    ownerKinds: [],
    tenants: [],
  };
}
