import { claimStrategy } from './admission/claims.ts';
import { jobStrategy } from './admission/jobs.ts';
import { namespaceStrategy } from './admission/namespaces.ts';
import { offloadingStrategy } from './admission/offloadings.ts';
import { podStrategy } from './admission/pods.ts';
import { policyBindingStrategy, policyStrategy } from './admission/policy-objects.ts';
import { serviceStrategy } from './admission/services.ts';
import * as small from './admission/small-kinds.ts';
import { statefulSetStrategy } from './admission/stateful-sets.ts';
import { volumeStrategy } from './admission/volumes.ts';
import type { ResourceKind } from './kinds.ts';
import type { Strategy } from './strategy.ts';

const strategies: Readonly<Record<string, Strategy>> = {
  configmaps: small.configMapStrategy,
  endpointslices: small.endpointSliceStrategy,
  events: small.eventStrategy,
  jobs: jobStrategy,
  namespaceoffloadings: offloadingStrategy,
  namespaces: namespaceStrategy,
  persistentvolumeclaims: claimStrategy,
  persistentvolumes: volumeStrategy,
  pods: podStrategy,
  secrets: small.secretStrategy,
  services: serviceStrategy,
  statefulsets: statefulSetStrategy,
  storageclasses: small.storageClassStrategy,
  validatingadmissionpolicies: policyStrategy,
  validatingadmissionpolicybindings: policyBindingStrategy,
  volumeattachments: small.attachmentStrategy,
  volumeattributesclasses: small.attributesClassStrategy,
};

/** What the kind adds to the common path; nothing for most. */
export function strategyOf(kind: ResourceKind): Strategy {
  return strategies[kind.plural] ?? {};
}
