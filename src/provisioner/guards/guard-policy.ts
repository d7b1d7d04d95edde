import { shortHash } from '../../base/names.ts';
import { admissionRule, celHasEntry, celText } from '../../kube/objects/cel.ts';
import { type AdmissionPolicy, type AdmissionPolicyBinding, kinds, type Meta } from '../../kube/objects/kinds.ts';
import { liqoNames } from '../../liqo/names.ts';
import { storageNames } from '../../volumes/names.ts';
import { guardKey, type Guarded, parseGuardKey } from './guarded-claims.ts';

type PolicySpec = NonNullable<AdmissionPolicy['spec']>;

/** Name of policy and binding. */
export function storageGuardName({ what, name }: Guarded): string {
  return `liqoctl-storage-${what}-${shortHash(name, 10)}`;
}

/** The policy that holds back what destroys the only copy of claims; `loss` says of which. An annotation lets it pass. */
export function renderStorageGuard(guarded: Guarded, { loss, remote }: { loss: string; remote: boolean }): AdmissionPolicy {
  const spec = guarded.what === 'namespace' ? guardNamespace(guarded.name, remote) : guardPeering(guarded.name);
  const message = `${loss}; annotation ${storageNames.discardClaims}=true on that object lets it pass`;
  const validations = spec.validations?.map((validation) => ({ ...validation, message }));
  const whole: PolicySpec = { failurePolicy: 'Fail', ...spec, ...(validations === undefined ? {} : { validations }) };
  const { annotations, ...marks } = marksOf(guarded);
  const version = { [storageNames.guardVersion]: shortHash(JSON.stringify(whole), 16) };
  return {
    apiVersion: kinds.admissionPolicy.apiVersion,
    kind: kinds.admissionPolicy.kind,
    metadata: { ...marks, annotations: { ...annotations, ...version } },
    spec: whole,
  };
}

export function renderStorageGuardBinding(guarded: Guarded): AdmissionPolicyBinding {
  return {
    apiVersion: kinds.admissionPolicyBinding.apiVersion,
    kind: kinds.admissionPolicyBinding.kind,
    metadata: marksOf(guarded),
    spec: { policyName: storageGuardName(guarded), validationActions: ['Deny'] },
  };
}

/** What a policy of ours guards; undefined for any other. */
export function guardedBy({ metadata: { annotations = {} } }: { metadata: Meta }): Guarded | undefined {
  return parseGuardKey(annotations[storageNames.guards] ?? '');
}

function marksOf(guarded: Guarded) {
  const annotations = { [storageNames.guards]: guardKey(guarded) };
  return { name: storageGuardName(guarded), labels: { [storageNames.guards]: 'true' }, annotations };
}

const unoffloading = admissionRule('offloading.liqo.io/*', 'namespaceoffloadings', ['UPDATE', 'DELETE']);

/**
 * Deleting the namespace takes its claims with it, local ones too; unoffloading it takes the provider's namespace with all claims there. What the
 * namespace controller does to a namespace that is going by now is not held back: it would hang half deleted.
 */
function guardNamespace(namespace: string, remote: boolean): PolicySpec {
  const isUnoffload = 'request.resource.resource == "namespaceoffloadings"';
  const harmless = 'request.operation == "UPDATE" && object.spec == oldObject.spec';
  const going = 'has(namespaceObject.metadata.deletionTimestamp)';
  const known = `(request.operation == "UPDATE" ? ${discards('object')} : ${discards('oldObject')})`;
  return {
    matchConstraints: {
      namespaceSelector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: [namespace] }] },
      resourceRules: [admissionRule('/v1', 'namespaces', ['DELETE']), ...(remote ? [unoffloading] : [])],
    },
    validations: [
      { expression: `${isUnoffload} || ${discards('oldObject')}` },
      { expression: `!(${isUnoffload}) || (${harmless}) || ${known} || ${going}` },
    ],
  };
}

/** Without virtual nodes Liqo deletes all namespaces of this cluster in the provider; each of these objects brings that about. */
function guardPeering(provider: string): PolicySpec {
  const isItsOwn =
    `${celHasEntry('oldObject.metadata.labels', liqoNames.remoteClusterId, provider)} || ` +
    `(has(oldObject.spec) && has(oldObject.spec.clusterID) && oldObject.spec.clusterID == ${celText(provider)})`;
  return {
    matchConstraints: {
      resourceRules: [
        admissionRule('offloading.liqo.io/*', 'virtualnodes', ['DELETE']),
        admissionRule('core.liqo.io/*', 'foreignclusters', ['DELETE']),
        admissionRule('authentication.liqo.io/*', 'resourceslices', ['DELETE']),
      ],
    },
    matchConditions: [{ name: 'this-provider-only', expression: isItsOwn }],
    validations: [{ expression: discards('oldObject') }],
  };
}

function discards(object: string): string {
  return celHasEntry(`${object}.metadata.annotations`, storageNames.discardClaims, 'true');
}
