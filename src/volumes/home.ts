import * as v from 'valibot';

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
  /** What the virtual kubelet knows its own claims by; off while we hold the claim. */
  reflection: v.object({ origin: v.string(), destination: v.string() }),
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

/** Those of them that are in this cluster. */
export function localHomes(...homes: readonly Home[]): readonly LocalHome[] {
  return homes.flatMap((home) => byHome<readonly LocalHome[]>(home, { local: (local) => [local], remote: () => [] }));
}

/** Those of them that are in providers. */
export function remoteHomes(...homes: readonly Home[]): readonly RemoteHome[] {
  return homes.flatMap((home) => byHome<readonly RemoteHome[]>(home, { local: () => [], remote: (remote) => [remote] }));
}

/** A home in words: node or provider. */
export function formatHome(home: Home): string {
  return byHome(home, { local: ({ node }) => node ?? 'this cluster', remote: ({ node }) => node });
}
