import type { Key } from '../../src/kube/client/port.ts';
import type { Claim } from '../../src/kube/objects/kinds.ts';
import { bindingNames } from '../../src/volumes/names.ts';
import { claimOf } from '../support/claims.ts';

/**
 * A claim of the class `liqoctl` for whose first pod the scheduler has selected that node, as provisioners see it. There is no such pod: where only
 * the controller is of interest, pods would cost more than all that it does.
 */
export function selectedClaim(
  key: Required<Key>,
  node: string,
  { annotations = {}, storageClassName = 'liqoctl' }: { annotations?: Record<string, string>; storageClassName?: string } = {},
): Claim {
  return claimOf(key, { annotations: { ...annotations, [bindingNames.selectedNode]: node } }, { storageClassName });
}
