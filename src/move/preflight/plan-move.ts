import { parseQuantity, quantityBytes } from '../../base/quantity.ts';
import type { Claim, Node, Volume } from '../../kube/objects/kinds.ts';
import { affinityAllows } from '../../kube/objects/node-affinity.ts';
import { isVirtualNode } from '../../liqo/virtual-node.ts';
import { parseVolumeSide } from '../../liqo/volume-home.ts';
import { storageRequest } from '../../volumes/claim-size.ts';
import { homesAway } from '../../volumes/home.ts';
import type { Facts } from './facts/facts.ts';
import type { ScaledOwner } from '../model/application/scaled-owner.ts';
import { moveId, workspaceName } from '../model/names.ts';
import { plannedPhases } from '../model/phase-names.ts';
import { planScaling } from './scaling/plan-scaling.ts';
import { isWarm } from './scaling/plan-warm.ts';
import type { PlannedMove } from '../model/plan.ts';
import { planSource, planTarget, providerBehind } from './plan-homes.ts';

/** Where the data is already where it shall go, in words; undefined where there is something to move. */
export function planNothing({ volume, node, local, request }: Facts): string | undefined {
  const side = volume && parseVolumeSide(volume);
  if (node === undefined || side === undefined) return undefined;
  const { name } = node.metadata;
  const claim = `claim ${request.namespace}/${request.claim}`;
  if (side.side === 'remote') {
    return providerBehind(node) === side.provider ? `${claim} is already in provider ${side.provider} (node ${name})` : undefined;
  }
  const reached = !isVirtualNode(node) && isReachable(local?.volume, node);
  return reached ? `${claim} is already on node ${name}` : undefined;
}

function isReachable(real: Volume | undefined, node: Node): boolean {
  return real !== undefined && affinityAllows(real.spec?.nodeAffinity, node);
}

/** Makes the plan of a move that no check has refused: what its journal begins with. Undefined where facts for it are missing. */
export function planMove(facts: Facts): PlannedMove | undefined {
  const { claim, volume, request, user, guardServed } = facts;
  const source = planSource(facts);
  if (claim?.metadata.uid === undefined || volume?.metadata.uid === undefined || source === undefined) return undefined;
  const id = moveId(claim.metadata.uid);
  const attempt = Math.max(0, ...facts.attempts) + 1;
  const target = planTarget(facts, { id, attempt });
  if (target === undefined) return undefined;
  const scaled = planScaling(facts).map(({ owner }) => owner);
  const policy = volume.spec?.persistentVolumeReclaimPolicy === 'Retain' ? 'Retain' : 'Delete';
  return {
    version: 1,
    id,
    attempt,
    user,
    guarded: guardServed,
    request,
    source,
    target,
    workspace: workspaceName(id, attempt),
    encrypted: true,
    providers: [...new Set(homesAway(source, target).map(({ provider }) => provider))],
    capacityBytes: Number(quantityBytes(parseQuantity(storageRequest(claim)))),
    claim: claim as Claim & PlannedMove['claim'],
    provisioner: facts.provisioner,
    volume: { name: volume.metadata.name, uid: volume.metadata.uid, policy },
    ...nothingDone,
    ...plannedOrder(scaled, isWarm(facts)),
  };
}

/** Beside a copy the application runs, so that its end has to be waited for, whoever stops it. */
function plannedOrder(owners: readonly ScaledOwner[], warm: boolean): Pick<PlannedMove, 'order' | 'application' | 'warm'> {
  const stops = owners.length > 0 || warm;
  return {
    order: plannedPhases({ scales: stops, warm }),
    ...(stops && { application: { owners: [...owners], downtimes: [] } }),
    ...(warm && { warm: {} }),
  };
}

const nothingDone = {
  direction: 'forward',
  phases: {},
  notCarried: [],
  leftBehind: [],
  swap: {},
  swapBack: {},
  discardChanges: false,
} satisfies Partial<PlannedMove>;
