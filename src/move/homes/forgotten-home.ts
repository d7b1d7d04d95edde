import type { RemoteHome } from '../../volumes/home.ts';
import type { Move } from '../model/move.ts';
import type { HomeDriver } from './home.ts';
import { moverPlace } from './mover-place.ts';

/** A home in a provider that is gone for good: whatever the move has there is left there. */
export function forgottenHome({ journal }: Move, home: RemoteHome): HomeDriver {
  const nothing = async () => undefined;
  const impossible = async () => {
    throw new TypeError(`nothing is staged in ${home.provider} any more`);
  };
  return {
    hold: nothing,
    adopt: nothing,
    letGo: nothing,
    discard: async () => [],
    stamp: nothing,
    stage: impossible,
    lockStaged: impossible,
    readVirtualSource: impossible,
    moverPlace: (role) => moverPlace(home, role, journal.value.request),
  };
}

/** What stays in a provider that is forgotten, and what to type once it is back. */
export function leftInProvider({ provider, namespace, claim }: RemoteHome): string {
  const free = `kubectl patch pvc ${claim} -n ${namespace} --type merge -p '{"metadata":{"finalizers":null}}'`;
  return `left in ${provider}: claim ${namespace}/${claim}, held by the move; once ${provider} is back, ${free} there lets go of it`;
}
