import { type AdmissionPolicy, type AdmissionPolicyBinding, kinds } from '../../kube/objects/kinds.ts';
import { admissionRule, celHasEntry, celText } from '../../kube/objects/cel.ts';
import { guardName, moveLabels } from '../model/names.ts';

/** What the guard of one move must know. */
export interface Guard {
  readonly id: string;
  readonly namespace: string;
  readonly claim: string;
  /** The real claims of both ends that are in this cluster: their bytes are those of the copies. */
  readonly real: readonly { readonly namespace: string; readonly claim: string }[];
  /** The only one who may delete or create the claim. */
  readonly user: string;
  readonly fencingToken: number;
}

/** Who creates the pods of Jobs: its own service account, or the controller manager where controllers have none. */
const jobControllers = ['system:serviceaccount:kube-system:job-controller', 'system:kube-controller-manager'];

/** The policy that keeps everyone else off the claim; `has()` on every optional field, since an error in CEL denies (failurePolicy Fail). */
export function renderGuardPolicy(guard: Guard): AdmissionPolicy {
  return {
    apiVersion: kinds.admissionPolicy.apiVersion,
    kind: kinds.admissionPolicy.kind,
    metadata: {
      name: guardName(guard.id),
      labels: { [moveLabels.id]: guard.id },
      annotations: {
        [moveLabels.fencingToken]: String(guard.fencingToken),
        [moveLabels.claim]: `${guard.namespace}/${guard.claim}`,
      },
    },
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: {
        namespaceSelector: {
          matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: namespacesOf(guard) }],
        },
        resourceRules: [
          admissionRule('/v1', 'pods', ['CREATE']),
          admissionRule('/v1', 'persistentvolumeclaims', ['CREATE', 'DELETE']),
          admissionRule('/v1', 'namespaces', ['DELETE']),
          admissionRule('batch/v1', 'jobs', ['CREATE', 'UPDATE']),
          admissionRule('offloading.liqo.io/*', 'namespaceoffloadings', ['UPDATE', 'DELETE']),
        ],
      },
      matchConditions: [{ name: 'this-claim-only', expression: concernsClaim(guard) }],
      validations: [mountingPods(guard), ourJobs(guard), creation(guard), deletion(guard), offloading, namespace].map((expression) => ({
        expression,
        message: guardMessage(guard),
      })),
    },
  };
}

/** It carries the fencing token as well: stamped by each run, it is not taken for what an earlier one has left while that is being swept. */
export function renderGuardBinding({ id, fencingToken }: Guard): AdmissionPolicyBinding {
  return {
    apiVersion: kinds.admissionPolicyBinding.apiVersion,
    kind: kinds.admissionPolicyBinding.kind,
    metadata: {
      name: guardName(id),
      labels: { [moveLabels.id]: id },
      annotations: { [moveLabels.fencingToken]: String(fencingToken) },
    },
    spec: { policyName: guardName(id), validationActions: ['Deny'] },
  };
}

/** How every message of a move's guard names the move. */
export function moveWords({ id }: Pick<Guard, 'id'>): string {
  return `(move ${id}, `;
}

/** What a refused user reads; it names move and run, so that no other policy's denial, nor that of an earlier run, is taken for ours. */
export function guardMessage(guard: Guard): string {
  const { namespace, claim, fencingToken } = guard;
  return `claim ${namespace}/${claim} is being moved ${moveWords(guard)}run ${fencingToken}); "liqoctl move list" shows how far, "liqoctl move abort ${claim} -n ${namespace}" rolls it back`;
}

function namespacesOf({ namespace, real }: Guard): string[] {
  return [...new Set([namespace, ...real.map((claim) => claim.namespace)])];
}

/**
 * Real claims are made, renamed and deleted by Liqo and by the move itself. On deletecollection the request has no name: the object that goes
 * has.
 */
function concernsClaim({ namespace, claim }: Guard): string {
  const name = celText(claim);
  return (
    `request.resource.resource != "persistentvolumeclaims" || request.namespace == ${celText(namespace)} && ` +
    `(request.operation == "DELETE" ? oldObject.metadata.name == ${name} : (has(object.metadata.name) && object.metadata.name == ${name}))`
  );
}

function mountingPods(guard: Guard): string {
  const { id, real } = guard;
  const named = [guard, ...real].map(
    ({ namespace, claim }) => `request.namespace == ${celText(namespace)} && v.persistentVolumeClaim.claimName == ${celText(claim)}`,
  );
  return (
    `request.resource.resource != "pods" || !has(object.spec.volumes) || ` +
    `!object.spec.volumes.exists(v, has(v.persistentVolumeClaim) && (${named.map((one) => `(${one})`).join(' || ')})) || ` +
    `(${celHasEntry('object.metadata.labels', moveLabels.id, id)} && request.userInfo.username in [${jobControllers.map(celText).join(', ')}])`
  );
}

/** Pods inherit the label from their Job: who can put it on a Job can mount the claim. */
function ourJobs({ user, id }: Guard): string {
  const labelled = (object: string) =>
    `(has(${object}.spec.template.metadata) && ${celHasEntry(`${object}.spec.template.metadata.labels`, moveLabels.id, id)})`;
  return (
    `request.resource.resource != "jobs" || request.userInfo.username == ${celText(user)} || ` +
    `!${labelled('object')} || (request.operation == "UPDATE" && ${labelled('oldObject')})`
  );
}

/** The fencing token keeps out an earlier run of the same person that wakes up late. */
function creation({ user, fencingToken }: Guard): string {
  return (
    `request.resource.resource != "persistentvolumeclaims" || request.operation != "CREATE" || ` +
    `(request.userInfo.username == ${celText(user)} && ${celHasEntry('object.metadata.annotations', moveLabels.fencingToken, String(fencingToken))})`
  );
}

/** A plain `kubectl delete` by the very person who runs the move has no preconditions and is refused. */
function deletion({ user }: Guard): string {
  return (
    `request.resource.resource != "persistentvolumeclaims" || request.operation != "DELETE" || ` +
    `(request.userInfo.username == ${celText(user)} && has(request.options.preconditions) && ` +
    `has(request.options.preconditions.uid) && has(request.options.preconditions.resourceVersion))`
  );
}

/** Metadata may change: Liqo takes its own finalizer off that way. */
const offloading =
  'request.resource.resource != "namespaceoffloadings" || (request.operation == "UPDATE" && object.spec == oldObject.spec)';

/** The provider's namespace dies with ours, and a remote home with it. */
const namespace = 'request.resource.resource != "namespaces"';
