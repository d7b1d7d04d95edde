import type { KubePort } from '../../kube/client/port.ts';
import type { Claim, Meta, Volume } from '../../kube/objects/kinds.ts';
import type { Owner } from '../owner.ts';
import type { HomeStep } from '../step.ts';

/** What a driver works with. */
export interface HomeContext {
  readonly consumer: KubePort;
  /** The provider's API with the tenant's rights. */
  readonly provider: (id: string) => Promise<KubePort>;
  readonly owner: Owner;
  /** The virtual claim as it is, or was when it was last seen. */
  readonly claim: Claim;
  /** What the provisioner of the claim's class writes on its real claim of that name in this cluster, and knows it by. */
  readonly realClaimMarks: (name: string) => Pick<Meta, 'labels' | 'annotations'>;
}

/** Where a pod that reads or fills a home runs, and what it mounts there. */
export interface MoverPlace {
  readonly namespace: string;
  readonly claim: string;
  readonly placement: { readonly kind: 'virtual' | 'node'; readonly node: string } | { readonly kind: 'volume' };
  readonly tolerations: readonly { readonly operator: 'Exists'; readonly effect: 'NoSchedule' }[];
}

/** What must be so for a copy to be safe, besides that it is there to stay. */
export interface SafetyTerms {
  /** It is held by us. */
  readonly held: boolean;
  /** It is the real side of a claim: its own real claim lives, too. */
  readonly adopted: boolean;
}

/** `own`: what the volume's own policy says; `delete`: down to the bytes. */
export type Reclaim = 'own' | 'delete';

/**
 * One kind of home: a complete copy of the data, or the place for one. Its steps ensure and answer, they never wait, and each is safe to repeat
 * from any point: what a step is about to do is in the record of the home (`record`) before it is done. They throw the owner's error where
 * objects are not those of the record.
 */
export interface HomeDriver<H> {
  /** The empty real claim that a first pod fills: the owner's until it is adopted. */
  readonly renderStaged: (context: Pick<HomeContext, 'claim' | 'owner'>, home: H) => Claim;
  /** The real claim is there. */
  readonly ensureStaged: (context: HomeContext, home: H) => Promise<HomeStep<H>>;
  /** The staged copy is bound, known by volume and uid, and held like any other. */
  readonly ensureStagedHeld: (context: HomeContext, home: H) => Promise<HomeStep<H>>;
  /** The bytes are locked: whatever happens to claims, nobody deletes them. */
  readonly ensureHeld: (context: HomeContext, home: H) => Promise<HomeStep<H>>;
  /** Whether the copy is the real side of the virtual claim with this uid. Throws where it is, and is being deleted. */
  readonly isAdopted: (context: HomeContext, home: H, claimUid: string) => Promise<boolean>;
  /**
   * The copy is the real side of the virtual claim with this uid; the bytes stay locked. Where the home is reflected (`reflectedBy`), the virtual
   * kubelet must have seen that claim before.
   */
  readonly ensureAdopted: (context: HomeContext, home: H, claimUid: string) => Promise<HomeStep<H>>;
  /** An adopted copy has its own policy back: from then on it lives and dies with its claim. */
  readonly ensureReleased: (context: HomeContext, home: H) => Promise<HomeStep<H>>;
  /** The copy is gone, as far as `reclaim` says. */
  readonly ensureRemoved: (context: HomeContext, home: H, reclaim: Reclaim) => Promise<HomeStep<H>>;
  /** Takes the owner's marks off what a removal leaves that is given up, and resolves with what else is to be done about that, in words. */
  readonly ensureUnmarked: (context: HomeContext, home: H) => Promise<string | undefined>;
  /**
   * Puts this holder's marks on every object that is held, so that what an earlier holder remembers is stale; with `all` also on those that it
   * was about to hold, for its write may still be on the way.
   */
  readonly stamp: (context: HomeContext, home: H, terms: { readonly all: boolean }) => Promise<void>;
  /** Source and affinity of a virtual volume that stands for this copy. */
  readonly readVirtualSource: (context: HomeContext, home: H) => Promise<Partial<NonNullable<Volume['spec']>>>;
  /** Why the copy is not safe, in words; empty where it is. */
  readonly explainUnsafe: (context: HomeContext, home: H, terms: SafetyTerms) => Promise<readonly string[]>;
  /** `namespace` is the virtual claim's. */
  readonly moverPlace: (home: H, role: 'source' | 'target', namespace: string) => MoverPlace;
  /**
   * The provider whose virtual kubelet takes the real claim for its own by labels, and must have seen the virtual claim before they may be put
   * back: put on before, they are an order to delete the real claim. Undefined where there are no such labels.
   */
  readonly reflectedBy: (home: H) => string | undefined;
}
