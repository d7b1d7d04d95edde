import { nearest } from '../../../base/closest.ts';
import { elsewhere, kubectl } from '../../../base/hint.ts';
import { compareQuantities, parseQuantity } from '../../../base/quantity.ts';
import { kinds, type Node } from '../../../kube/objects/kinds.ts';
import { liqoNames } from '../../../liqo/names.ts';
import { isNodeReady, isVirtualNode, providerOfNode } from '../../../liqo/virtual-node.ts';
import { parseVolumeSide } from '../../../liqo/volume-home.ts';
import { virtualNodeToleration } from '../../../restic/mover-job.ts';
import { didYouMean } from '../../claim/absence.ts';
import type { CheckGroup } from './check.ts';
import type { Facts } from '../facts/facts.ts';
import { localTolerations } from '../../../volumes/drivers/local.ts';

/** Reasons that lie in the node that the data shall move to. */
export const targetChecks: CheckGroup = {
  reads: [kinds.node.plural],
  checks: [missing, notReady, cordoned, tainted, tooSmall, unknownProvider, noStorage, claimThere],
};

function missing({ node, nodeNames, request: { targetNode } }: Facts) {
  if (node !== undefined) return [];
  const message = `node ${targetNode} not found${didYouMean(nearest(targetNode, nodeNames))}`;
  return [{ check: 'target-missing', message, next: [kubectl('get nodes')] }];
}

function notReady({ node, request }: Facts) {
  if (node === undefined || isNodeReady(node)) return [];
  const ready = node.status?.conditions?.find(({ type }) => type === 'Ready');
  const why = ready === undefined ? '' : `: ${[ready.reason, ready.message].filter(Boolean).join(', ')}`;
  return [
    {
      check: 'target-not-ready',
      message: `node ${request.targetNode} is not Ready${why}`,
      next: [kubectl(`describe node ${request.targetNode}`)],
    },
  ];
}

function cordoned({ node, request }: Facts) {
  if (node?.spec?.unschedulable !== true) return [];
  return [
    {
      check: 'target-cordoned',
      message: `node ${request.targetNode} is cordoned: no pod could start next to its data there`,
      next: [kubectl(`uncordon ${request.targetNode}`)],
    },
  ];
}

/** Taints of nodes that are lost come with a node that is not Ready. */
const lostNodeTaints = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];

function tainted({ node, request }: Facts) {
  const taints = (node?.spec?.taints ?? []).filter(({ key }) => !lostNodeTaints.includes(key));
  const virtual = node !== undefined && isVirtualNode(node);
  const tolerations = [...(virtual ? [virtualNodeToleration] : localTolerations), ...(request.moverTolerations ?? [])];
  // The mover of a virtual node goes past the scheduler.
  const harmful = taints.filter((taint) => !(virtual && taint.effect !== 'NoExecute') && isRepelled(taint, tolerations));
  if (harmful.length === 0) return [];
  const words = harmful.map(({ key, value, effect }) => `${key}${value ? `=${value}` : ''}:${effect}`);
  return [
    {
      check: 'target-tainted',
      message: `node ${request.targetNode} evicts the mover: it has the taint ${words.join(', ')}`,
      next: [
        ...words.map((taint) => `--mover-toleration ${taint}    lets movers stay there all the same`),
        ...harmful.map(({ key, effect }) => kubectl(`taint nodes ${request.targetNode} ${key}:${effect}-`)),
      ],
    },
  ];
}

type Taint = NonNullable<NonNullable<Node['spec']>['taints']>[number];

/** Kubernetes' rule, for tolerations of every value (operator Exists) and of one. */
function isRepelled({ key, value = '', effect }: Taint, tolerations: readonly Partial<Taint>[]): boolean {
  if (effect === 'PreferNoSchedule') return false;
  const bears = (each: Partial<Taint>) =>
    (each.key ?? key) === key && (each.value ?? value) === value && (each.effect ?? effect) === effect;
  return !tolerations.some(bears);
}

/** A pod that no node can hold waits for ever; what others use there is for the scheduler to say. */
function tooSmall({ node, request }: Facts) {
  const { cpuRequests, cpuLimits, ramRequests, ramLimits } = request.resources;
  const wanted = [
    ['cpu', cpuRequests ?? cpuLimits, '--containers-cpu-requests'],
    ['memory', ramRequests ?? ramLimits, '--containers-ram-requests'],
  ] as const;
  return wanted.flatMap(([name, amount, flag]) => {
    const has = node?.status?.allocatable?.[name];
    if (amount === undefined || has === undefined || compareQuantities(parseQuantity(amount), parseQuantity(has)) <= 0) return [];
    return [
      {
        check: 'target-too-small',
        message: `node ${request.targetNode} has ${has} of ${name} for all its pods, less than the ${amount} that each of ours is to ask for`,
        next: [`${flag} AMOUNT    at most ${has}`],
      },
    ];
  });
}

function unknownProvider({ node, request }: Facts) {
  if (node === undefined || !isVirtualNode(node) || providerOfNode(node) !== undefined) return [];
  return [
    {
      check: 'target-provider-unknown',
      message: `node ${request.targetNode} is virtual, but has no label ${liqoNames.remoteClusterId} that names its provider`,
      next: [kubectl(`get node ${request.targetNode} --show-labels`)],
    },
  ];
}

/** The provider behind the target node, with what it shows. */
function targetProvider({ node, providers }: Facts) {
  const id = node !== undefined && isVirtualNode(node) ? providerOfNode(node) : undefined;
  return id === undefined ? undefined : providers.get(id);
}

function noStorage(facts: Facts) {
  const { node, request } = facts;
  const there = targetProvider(facts);
  if (node === undefined || there === undefined) return [];
  const own = there.virtualNodes.find(({ metadata }) => metadata.name === node.metadata.name);
  const none = own !== undefined && (own.spec.storageClasses ?? []).length === 0;
  if (node.metadata.labels?.[liqoNames.storageAvailable] !== 'false' && !none) return [];
  return [
    {
      check: 'target-without-storage',
      message: `provider ${there.id} offers no storage class on node ${request.targetNode}: a volume there could not be used later`,
      next: [kubectl('get virtualnode -A -o yaml', `spec.storageClasses is what ${there.id} offers; its administrator decides on that`)],
    },
  ];
}

/** Whose it is we cannot know, so it is not for us to fill or to delete. */
function claimThere(facts: Facts) {
  const { request, volume } = facts;
  const there = targetProvider(facts);
  const side = volume && parseVolumeSide(volume);
  const isSource = side?.side === 'remote' && side.provider === there?.id;
  if (there?.claim === undefined || isSource) return [];
  return [
    {
      check: 'target-claim-exists',
      message: `${there.id} already has a claim ${there.namespace}/${request.claim}, which is not for us to overwrite`,
      next: [
        elsewhere(kubectl(`get pvc -n ${there.namespace} ${request.claim} -o yaml`), there.id),
        elsewhere(kubectl(`delete pvc -n ${there.namespace} ${request.claim}`, 'if it is not needed'), there.id),
      ],
    },
  ];
}
