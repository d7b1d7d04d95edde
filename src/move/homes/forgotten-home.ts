import type { Home } from '../../volumes/home.ts';
import type { MovedHome } from './home.ts';

/** How a home in a provider that is gone for good differs from others: whatever the move has there is left there. */
export function forgottenHome(provider: string): Omit<MovedHome, 'explainUnsafe'> {
  const nothing = async () => undefined;
  const impossible = async () => {
    throw new TypeError(`nothing is staged in ${provider} any more`);
  };
  return {
    hold: nothing,
    adopt: nothing,
    release: nothing,
    remove: async () => [],
    stamp: nothing,
    stage: impossible,
    holdStaged: impossible,
    readVirtualSource: impossible,
  };
}

/** What stays in a provider that is forgotten, and what to type once it is back. */
export function leftInProvider(provider: string, { namespace, claim }: Home): string {
  const free = `kubectl patch pvc ${claim} -n ${namespace} --type merge -p '{"metadata":{"finalizers":null}}'`;
  return `left in ${provider}: claim ${namespace}/${claim}, protected by the move; once ${provider} is back, ${free} there removes the protection`;
}
