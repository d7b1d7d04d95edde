import { elsewhere, kubectl, liqoctl } from '../../../base/hint.ts';
import { kinds } from '../../../kube/objects/kinds.ts';
import { liqoKinds } from '../../../liqo/kinds.ts';
import type { CheckGroup } from './check.ts';
import type { Facts } from '../facts/facts.ts';
import type { ProviderFacts } from '../facts/provider.ts';
import { rightsCount, rightsLines } from '../advice/rights-words.ts';

/** Reasons that lie in a provider at either end, or on the way to it. */
export const providerChecks: CheckGroup = {
  reads: [kinds.node.plural, kinds.volume.plural, liqoKinds.namespaceOffloading.plural],
  checks: [notOffloaded, notReached, withoutRights],
};

/** Per provider: the global phase of the offloading says nothing about a single one. */
function notOffloaded({ providers, request, offloading }: Facts) {
  const { namespace } = request;
  return [...providers.values()]
    .filter(({ accepted }) => !accepted)
    .map((there) => {
      if (offloading === undefined) {
        const message = `namespace ${namespace} is not offloaded, so its volumes cannot be placed on ${there.id}`;
        return { check: 'namespace-not-offloaded', message, next: [liqoctl(`offload namespace ${namespace}`)] };
      }
      const look = (effect: string) => kubectl(`get namespaceoffloading offloading -n ${namespace} -o yaml`, effect);
      if (offloading.metadata.deletionTimestamp !== undefined) {
        const message = `the offloading of namespace ${namespace} is being removed: what ${there.id} has of it goes`;
        return { check: 'namespace-offloading-ends', message, next: [look('status says how far that is')] };
      }
      return selectedBy(there)
        ? {
            check: 'namespace-not-ready',
            message: `namespace ${namespace} is offloaded to ${there.id}, but not Ready there${reasonWords(there)}`,
            next: [look('status.remoteNamespacesConditions says why')],
          }
        : {
            check: 'namespace-not-offloaded',
            message: `namespace ${namespace} is not offloaded to ${there.id}: its clusterSelector does not choose that cluster`,
            next: [
              kubectl(
                `edit namespaceoffloading offloading -n ${namespace}`,
                `spec.clusterSelector must match the labels of ${there.id}'s node`,
              ),
            ],
          };
    });
}

function selectedBy({ conditions }: ProviderFacts): boolean {
  return conditions.some(({ type, status }) => type === 'OffloadingRequired' && status === 'True');
}

function reasonWords({ conditions }: ProviderFacts): string {
  const ready = conditions.find(({ type }) => type === 'Ready');
  const words = [ready?.reason, ready?.message].filter(Boolean);
  return words.length === 0 ? '' : `: ${words.join(', ')}`;
}

/** No kubeconfig, one that cannot be read, or a server that does not answer or does not know us. */
function notReached({ providers }: Facts) {
  return [...providers.values()].flatMap(({ id, problem }) => {
    if (problem === undefined) return [];
    const own = `--remote-kubeconfig ${id}=FILE    with a kubeconfig for ${id} that works from here`;
    const message = `the claims in ${id} cannot be worked with: ${[problem.message, ...problem.seen].join('; ')}`;
    return [{ check: 'provider-access', message, next: [own] }];
  });
}

function withoutRights({ providers }: Facts) {
  return [...providers.values()].flatMap(({ id, missingRights, namespace }) => {
    if (missingRights.length === 0) return [];
    return [
      {
        check: 'provider-rights',
        message: `the kubeconfig that is used for ${id} lacks ${rightsCount(missingRights)} that the move uses there`,
        seen: rightsLines(missingRights),
        next: [
          `--remote-kubeconfig ${id}=FILE    with a kubeconfig that may do that in namespace ${namespace}`,
          elsewhere(kubectl(`get rolebindings -n ${namespace}`, 'shows whether Liqo has bound the role liqo-virtual-kubelet-remote'), id),
        ],
      },
    ];
  });
}
