import type { Job } from '../kube/objects/kinds.ts';
import type { ContainerResources } from './container-resources.ts';
import type { MoverRights } from './mover-rights.ts';
import type { PodWishes } from './pod-wishes.ts';

type MoverRole = 'source' | 'target';

/** How much of the copy is proven: `full` compares manifests of both volumes, `restore` trusts restic's own check. */
type MoverVerify = 'full' | 'restore' | 'none';

type MoverPlacement =
  /** Runs in the cluster behind a virtual node. */
  | { readonly kind: 'virtual'; readonly node: string }
  /** Runs on this node of the cluster; a claim that waits for its first consumer is provisioned there. */
  | { readonly kind: 'node'; readonly node: string }
  /** Runs where the volume is. */
  | { readonly kind: 'volume' };

/** `running`: passes beside the application until the next one would take no longer than that; `over`: the last ones, which rest on those. */
export type WarmPasses = { readonly kind: 'running'; readonly maxDowntimeSeconds: number } | { readonly kind: 'over' };

type Toleration = NonNullable<NonNullable<NonNullable<Job['spec']>['template']['spec']>['tolerations']>[number];

export interface MoverSpec {
  readonly name: string;
  readonly namespace: string;
  readonly role: MoverRole;
  /** On the Job and on its pod. */
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Claim whose volume is copied; in the mover's own namespace. */
  readonly claim: string;
  readonly placement: MoverPlacement;
  readonly tolerations?: readonly Toleration[];
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly wishes?: PodWishes;
  /** `secret` was made by renderMoverSecret and lies in the mover's namespace. */
  readonly repository: { readonly url: string; readonly secret: string };
  /** The server shows a certificate of the authority in that Secret; otherwise it speaks plain HTTP. */
  readonly encrypted: boolean;
  /** Host name in the snapshots: the same for all movers of a move, never a pod's own (it would lose the parent snapshot). */
  readonly host: string;
  readonly images: { readonly restic: string; readonly verify: string };
  readonly resources: ContainerResources;
  readonly verify: MoverVerify;
  /** Whether data is compressed on its way; `auto`: where that saves time, by what the mover measures. */
  readonly compression: 'auto' | 'on' | 'off';
  /** Bytes per second that each mover may send or fetch at most. */
  readonly limitRate?: number;
  /** 1 for the first mover of its role; a later one repairs the repository and goes on. */
  readonly try: number;
  /** Of a source whose application still runs, or did when a mover before it made its passes; absent in a move without such passes. */
  readonly warm?: WarmPasses;
  readonly rights: MoverRights;
  /** Let entries get other times where restic or the target cannot hold theirs. */
  readonly acceptLostTimes?: boolean;
}

/** What a look at a volume needs of that: it needs no network. */
export type LookSpec = Omit<MoverSpec, 'role' | 'repository' | 'encrypted' | 'host' | 'verify' | 'compression' | 'try'>;
