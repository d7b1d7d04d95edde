import type { ResourceKind } from './kinds.ts';
import type { Strategy } from './strategy.ts';
import { claimStrategy } from './admission/claims.ts';
import { namespaceStrategy } from './admission/namespaces.ts';

const strategies: Readonly<Record<string, Strategy>> = {
  namespaces: namespaceStrategy,
  persistentvolumeclaims: claimStrategy,
};

/** What the kind adds to the common path; nothing for most. */
export function strategyOf(kind: ResourceKind): Strategy {
  return strategies[kind.plural] ?? {};
}
