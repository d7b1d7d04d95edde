import type { Claim } from '../../../src/kube/objects/kinds.ts';
import type { Lifetime } from '../lifetime.ts';
import type { Listener, Watched } from '../watched.ts';

/**
 * The same claims, but one that was not there at the start is seen only after `milliseconds`. A real virtual kubelet sees a
 * re-created claim later than the change of its twin in the provider; without this gap, labels put back too early would do no
 * harm here and destroy the data there.
 */
export function seenLate(claims: Watched<Claim>, milliseconds: number, lifetime: Lifetime): Watched<Claim> {
  const seen = new Set(claims.items().map((claim) => claim.metadata.uid));
  const listeners = new Set<Listener<Claim>>();
  const tell: Listener<Claim> = (claim, change) => listeners.forEach((listener) => listener(claim, change));
  const isSeen = (claim: Claim) => seen.has(claim.metadata.uid);
  const waiting = new Set<string | undefined>();
  const see = (claim: Claim) => {
    waiting.delete(claim.metadata.uid);
    if (lifetime.signal.aborted) return;
    seen.add(claim.metadata.uid);
    tell(claim, 'ADDED');
  };
  claims.listen((claim, change) => {
    const { uid } = claim.metadata;
    if (change === 'DELETED') seen.delete(uid);
    if (change === 'DELETED' || isSeen(claim)) return tell(claim, change);
    if (waiting.has(uid)) return;
    waiting.add(uid);
    setTimeout(() => see(claim), milliseconds).unref();
  }, lifetime.signal);
  return {
    items: () => claims.items().filter(isSeen),
    get: (name, namespace) => {
      const claim = claims.get(name, namespace);
      return claim !== undefined && isSeen(claim) ? claim : undefined;
    },
    listen: (listener, signal) => {
      listeners.add(listener);
      signal.addEventListener('abort', () => listeners.delete(listener), { once: true });
    },
  };
}
