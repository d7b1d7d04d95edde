import { kubectl } from '../../../base/hint.ts';
import { kinds } from '../../../kube/objects/kinds.ts';
import type { CheckGroup } from './check.ts';
import type { Facts } from '../facts/facts.ts';

/** Reasons that lie in who owns the claim: an owner's end would be the claim's. */
export const ownerChecks: CheckGroup = { reads: [kinds.claim.plural, kinds.statefulSet.plural], checks: [ownedByPod, deletedWhenScaled] };

/** A claim of an ephemeral volume, or of a replica that is being scaled away. */
function ownedByPod({ claim, request }: Facts) {
  const owner = claim?.metadata.ownerReferences?.find(({ apiVersion, kind }) => kind === 'Pod' && apiVersion === 'v1');
  if (owner === undefined) return [];
  const { namespace, claim: name } = request;
  return [
    {
      check: 'claim-owned-by-pod',
      message: `claim ${namespace}/${name} belongs to pod ${owner.name} and dies with it, and the pod must end before the claim can be moved`,
      next: [kubectl(`get pvc -n ${namespace} ${name} -o yaml`, 'shows the owner; a claim of an ephemeral volume cannot be moved')],
    },
  ];
}

function deletedWhenScaled({ templateSets, request }: Facts) {
  const deleting = templateSets.filter(({ spec }) => spec?.persistentVolumeClaimRetentionPolicy?.whenScaled === 'Delete');
  return deleting.map(({ metadata: { name } }) => ({
    check: 'claim-deleted-when-scaled',
    message: `StatefulSet ${name} deletes claim ${request.namespace}/${request.claim} and its data when it is scaled down (persistentVolumeClaimRetentionPolicy.whenScaled=Delete)`,
    next: [
      kubectl(
        `patch statefulset ${name} -n ${request.namespace} --type merge -p '{"spec":{"persistentVolumeClaimRetentionPolicy":{"whenScaled":"Retain"}}}'`,
        'before it is scaled',
      ),
    ],
  }));
}
