import type { Claim } from '../../../../src/kube/objects/kinds.ts';

type Conditions = NonNullable<NonNullable<Claim['status']>['conditions']>;

const resizeConditions = new Set(['Resizing', 'FileSystemResizePending', 'ControllerResizeError', 'NodeResizeError']);

/** Status of a claim whose volume is being expanded to `size`. */
export function renderInProgress({ status }: Claim, size: string, now: string): object {
  return {
    allocatedResources: { storage: size },
    allocatedResourceStatuses: { storage: 'ControllerResizeInProgress' },
    conditions: [...foreignConditions(status), condition('Resizing', now)],
  };
}

/** Status of a claim whose volume has grown, while its file system grows with the next mount. */
export function renderPendingOnNode({ status }: Claim, now: string): object {
  const message = 'Waiting for user to (re-)start a pod to finish file system resize of volume on node.';
  return {
    allocatedResourceStatuses: { storage: 'NodeResizePending' },
    conditions: [...(status?.conditions ?? []), condition('FileSystemResizePending', now, message)],
  };
}

/** Status of a claim whose volume cannot grow. */
export function renderInfeasible({ status }: Claim, why: string, now: string): object {
  return {
    allocatedResourceStatuses: { storage: 'ControllerResizeInfeasible' },
    conditions: [...(status?.conditions ?? []), condition('ControllerResizeError', now, `failed to expand pvc with ${why}`)],
  };
}

/** Status of a claim that has its new size. What was allocated stays. */
export function renderExpanded({ status }: Claim, size: string): object {
  return { capacity: { storage: size }, allocatedResourceStatuses: null, conditions: foreignConditions(status) };
}

function foreignConditions(status: Claim['status']): Conditions {
  return (status?.conditions ?? []).filter(({ type }) => !resizeConditions.has(type));
}

function condition(type: string, now: string, message?: string): Conditions[number] {
  return { type, status: 'True', lastTransitionTime: now, ...(message !== undefined && { message }) };
}
