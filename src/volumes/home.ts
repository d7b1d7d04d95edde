import * as v from 'valibot';
import type { KubePort } from '../kube/client/port.ts';

/** Name and uid: never one without the other, for names are given again. */
export const identity = v.object({ name: v.string(), uid: v.string() });

const policy = v.picklist(['Retain', 'Delete', 'Recycle']);

/** A volume that a move keeps, and the reclaim policy it had before. */
export const heldVolume = v.object({ ...identity.entries, policy });

const localHome = v.object({
  kind: v.literal('local'),
  node: v.exactOptional(v.string()),
  namespace: v.string(),
  claim: v.string(),
  storageClass: v.exactOptional(v.string()),
  /** That class is derived from another one for claims like this: it is made where it is not there. */
  derivedClass: v.exactOptional(v.literal(true)),
  claimUid: v.exactOptional(v.string()),
  /** The name that the real claim is getting; set before the old claim goes, so that a crash in between can be finished. */
  renamingTo: v.exactOptional(v.string()),
  /** The real volume and the policy it had before we held it. */
  volume: v.exactOptional(heldVolume),
});

const remoteHome = v.object({
  kind: v.literal('remote'),
  node: v.string(),
  provider: v.string(),
  namespace: v.string(),
  claim: v.string(),
  storageClass: v.exactOptional(v.string()),
  claimUid: v.exactOptional(v.string()),
  /**
   * The labels that the virtual kubelet knows its own claims by; off while the claim is held. Absent for claims of our own class, which carry none:
   * the kubelet leaves them alone.
   */
  reflection: v.exactOptional(v.object({ origin: v.string(), destination: v.string() })),
});

/** Where the bytes of a claim lie: schema of what the journal keeps of it. */
export const homeSchema = v.variant('kind', [localHome, remoteHome]);

export type Home = v.InferOutput<typeof homeSchema>;
export type LocalHome = Extract<Home, { kind: 'local' }>;
export type RemoteHome = Extract<Home, { kind: 'remote' }>;
export type HeldVolume = v.InferOutput<typeof heldVolume>;

/** What holds of each kind of home. */
export type HomeCases<R> = { readonly [K in Home['kind']]: (home: Extract<Home, { kind: K }>) => R };

/** The answer for that kind of home. All that depends on the kind goes through here: a new kind does not compile until it has its answers. */
export function byHome<R>(home: Home, cases: HomeCases<R>): R {
  switch (home.kind) {
    case 'local':
      return cases.local(home);
    case 'remote':
      return cases.remote(home);
  }
}

/** The provider in which the home is; undefined: it is in this cluster. */
export function providerOf(home: Home): string | undefined {
  return byHome<string | undefined>(home, { local: () => undefined, remote: ({ provider }) => provider });
}

/** The real volume of the home, where its object is in reach and known. */
export function knownVolume(home: Home): HeldVolume | undefined {
  return byHome<HeldVolume | undefined>(home, { local: ({ volume }) => volume, remote: () => undefined });
}

/** Those of them that are in this cluster. */
export function homesHere(...homes: readonly Home[]): readonly Home[] {
  return homes.filter((home) => providerOf(home) === undefined);
}

/** Those of them that are in providers, with the provider. */
export function homesAway(...homes: readonly Home[]): readonly { readonly provider: string; readonly home: Home }[] {
  return homes.flatMap((home) => {
    const provider = providerOf(home);
    return provider === undefined ? [] : [{ provider, home }];
  });
}

/** The API of the cluster in which the home is. */
export async function clusterOf(
  home: Home,
  { consumer, provider }: { readonly consumer: KubePort; readonly provider: (id: string) => Promise<KubePort> },
): Promise<KubePort> {
  const id = providerOf(home);
  return id === undefined ? consumer : provider(id);
}

/** A home in words: node or provider. */
export function formatHome(home: Home): string {
  return byHome(home, { local: ({ node }) => node ?? 'this cluster', remote: ({ node }) => node });
}
