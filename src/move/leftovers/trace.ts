import type { KubePort } from '../../kube/client/port.ts';
import type { Claim, Kind, Meta, Volume } from '../../kube/objects/kinds.ts';
import { liqoNames } from '../../liqo/names.ts';
import { storageNames } from '../../volumes/names.ts';
import { moveLabels } from '../model/names.ts';

interface Named {
  metadata: Meta;
}

interface TraceOf<What extends string, T extends Named> {
  readonly what: What;
  readonly port: KubePort;
  readonly kind: Kind<T>;
  /** As it was listed: nothing but this very version may be changed. */
  readonly object: T;
  /** Of the move whose mark it carries. */
  readonly id: string;
}

/** In a provider; `origin` is the namespace of the virtual claim in this cluster, `clusterId` this cluster as Liqo calls it, where that is known. */
export type ProviderClaim = TraceOf<'provider-claim', Claim> & {
  readonly provider: string;
  readonly origin: string;
  readonly clusterId: string | undefined;
};

/** An object that carries the mark of a move: made by one, or held by one. */
export type Trace =
  | TraceOf<'claim', Claim>
  | TraceOf<'volume', Volume>
  | ProviderClaim
  | TraceOf<'provider-pod', Named>
  | TraceOf<'lease', Named & { spec?: { holderIdentity?: string } }>
  /** What a move makes for itself: there is no data in it. */
  | TraceOf<'tool', Named>;

/** The move whose mark an object carries: as a label where it was made by it, as an annotation where it is held. */
export function markOf({ metadata }: Named): string | undefined {
  return metadata.labels?.[moveLabels.id] ?? metadata.annotations?.[moveLabels.id];
}

/**
 * Labels without which the virtual kubelet takes a real claim for nobody's: a move takes them off while it holds one. None where the claim is of
 * our own class; undefined: they are not known.
 */
export function reflectedLabels({ object, provider, clusterId }: ProviderClaim): Record<string, string> | undefined {
  if (object.metadata.annotations?.[storageNames.claimUid] !== undefined) return {};
  return clusterId === undefined ? undefined : { [liqoNames.origin]: clusterId, [liqoNames.destination]: provider };
}

/** Whether the claim was made by a move to be filled, and no virtual claim has ever meant it. */
export function isStagedClaim({ metadata }: Claim): boolean {
  return metadata.labels?.[moveLabels.id] !== undefined || metadata.annotations?.[moveLabels.role] !== undefined;
}
