import { isNodeReady, isVirtualNode, providerOfNode } from '../../liqo/virtual-node.ts';
import type { Check } from '../check.ts';
import type { Facts } from '../facts.ts';

/** Reasons that lie in the node that the data shall move to. */
export const targetChecks: readonly Check[] = [missing, notReady, cordoned, claimThere, storageNamespace];

function missing({ node, request }: Facts) {
  if (node !== undefined) return undefined;
  return { check: 'target-missing', message: `there is no node ${request.targetNode}`, next: ['kubectl get nodes'] };
}

function notReady({ node, request }: Facts) {
  if (node === undefined || isNodeReady(node)) return undefined;
  return {
    check: 'target-not-ready',
    message: `node ${request.targetNode} is not Ready`,
    next: [`kubectl describe node ${request.targetNode}`],
  };
}

function cordoned({ node, request }: Facts) {
  if (node?.spec?.unschedulable !== true) return undefined;
  return {
    check: 'target-cordoned',
    message: `node ${request.targetNode} is cordoned: no pod could start next to its data there`,
    next: [`kubectl uncordon ${request.targetNode}`],
  };
}

/** Whose it is we cannot know, so it is not for us to fill or to delete. */
function claimThere({ node, providers, request, volume }: Facts) {
  const id = node !== undefined && isVirtualNode(node) ? providerOfNode(node) : undefined;
  const there = id === undefined ? undefined : providers.get(id);
  if (there?.claim === undefined || volume === undefined) return undefined;
  return {
    check: 'target-claim-exists',
    message: `${there.id} already has a claim ${there.namespace}/${request.claim}`,
    next: [`kubectl get pvc -n ${there.namespace} ${request.claim} -o yaml, in ${there.id}; if nobody needs it, delete it there`],
  };
}

function storageNamespace({ local }: Facts) {
  if (local !== undefined) return undefined;
  return {
    check: 'storage-namespace-missing',
    message: "Liqo's storage namespace is not there: no namespace has the label liqo.io/storage-provisioner=true",
    next: ['is the storage module of Liqo enabled? kubectl get namespaces -L liqo.io/storage-provisioner'],
  };
}
