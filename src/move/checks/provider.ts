import type { Check } from '../check.ts';
import type { Facts } from '../facts.ts';

/** Reasons that lie in a provider, or on the way to it. */
export const providerChecks: readonly Check[] = [notOffloaded, noAccess, clusterIdMissing];

function notOffloaded({ providers, request }: Facts) {
  const refusing = [...providers.values()].filter(({ accepted }) => !accepted).map(({ id }) => id);
  if (refusing.length === 0) return undefined;
  return {
    check: 'namespace-not-offloaded',
    message: `namespace ${request.namespace} is not offloaded to ${refusing.join(' and ')}, or not Ready there`,
    next: [
      `liqoctl offload namespace ${request.namespace}`,
      `kubectl get namespaceoffloading -n ${request.namespace} offloading -o yaml: status.remoteNamespacesConditions says why`,
    ],
  };
}

function noAccess({ providers }: Facts) {
  const failing = [...providers.values()].flatMap(({ id, problem }) => (problem === undefined ? [] : [{ id, problem }]));
  const [first] = failing;
  if (first === undefined) return undefined;
  return {
    check: 'provider-access',
    message: failing.map(({ id, problem }) => `claims in ${id} cannot be worked with: ${problem.message}`).join('; '),
    next: first.problem.next.length > 0 ? first.problem.next : [`add --remote-kubeconfig ${first.id}=FILE`],
  };
}

function clusterIdMissing({ clusterId, providers }: Facts) {
  if (clusterId !== undefined || providers.size === 0) return undefined;
  return {
    check: 'cluster-id-missing',
    message: "Liqo's id of this cluster is not there: no ConfigMap has the label app.kubernetes.io/name=clusterid-configmap",
    next: ['is Liqo installed here, and may you read its namespace?'],
  };
}
