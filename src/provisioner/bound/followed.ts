import type { Claim, Volume } from '../../kube/objects/kinds.ts';
import type { VolumeSide } from '../../liqo/volume-home.ts';
import type { RealClaim } from '../binding/real-claim.ts';

/** A bound virtual claim, its volume, and the real claim behind them. */
export interface Followed {
  readonly claim: Claim;
  readonly volume: Volume;
  readonly side: VolumeSide;
  readonly real: RealClaim;
  readonly object: Claim;
}
