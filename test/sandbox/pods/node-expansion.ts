import type { KubePort } from '../../../src/kube/client/port.ts';
import { type Claim, kinds, type Volume } from '../../../src/kube/objects/kinds.ts';
import { renderExpanded } from '../controllers/expansion/resize-status.ts';
import { patchStatus } from '../controllers/objects.ts';

/** A file system that has waited for a mount in order to grow has grown with it. */
export async function finishExpansion(port: KubePort, claim: Claim, { spec }: Volume): Promise<void> {
  const step = claim.status?.allocatedResourceStatuses?.['storage'];
  if (step !== 'NodeResizePending' && step !== 'NodeResizeInProgress') return;
  await patchStatus(port, kinds.claim, claim, renderExpanded(claim, spec?.capacity?.['storage'] ?? '0'));
}
