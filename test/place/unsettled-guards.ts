import { kinds } from '../../src/kube/objects/kinds.ts';
import { storageGuardName } from '../../src/provisioner/guards/guard-policy.ts';
import type { Guarded } from '../../src/provisioner/guards/guarded-claims.ts';
import type { App } from './app.ts';
import type { Place } from './place.ts';

/**
 * Guards of providers and of namespaces that do not yet say that the claims of these apps, and no others, are all in that cluster. They follow a move
 * a moment later.
 */
export async function findUnsettledGuards({ consumer, clusters }: Place, apps: readonly App[], cluster: string): Promise<string[]> {
  const where = clusters[cluster] === consumer ? 'in this cluster' : `in ${cluster}`;
  const all = apps.map(({ namespace, claim }) => `${namespace}/${claim} (${where})`);
  const providers = Object.keys(clusters).filter((name) => clusters[name] !== consumer);
  const wanted: [Guarded, readonly string[]][] = [
    ...providers.map((name): [Guarded, readonly string[]] => [{ what: 'peering', name }, name === cluster ? all : []]),
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
