import type { Pod } from '../../kube/kinds.ts';
import { liqoNames } from '../../liqo/names.ts';
import { parseVolumeSide } from '../../liqo/volume-home.ts';
import type { Check } from '../check.ts';
import type { Facts } from '../facts.ts';

/** Reasons that lie in the claim and its volume. */
export const claimChecks: readonly Check[] = [
  missing,
  terminating,
  notBound,
  block,
  notVirtual,
  unknownHome,
  mounted,
  realSide,
  foreignFinalizers,
];

const knownFinalizers = ['kubernetes.io/pvc-protection'];

function missing({ claim, request }: Facts) {
  if (claim !== undefined) return undefined;
  return {
    check: 'claim-missing',
    message: `there is no claim ${request.claim} in namespace ${request.namespace}`,
    next: [`kubectl get pvc -n ${request.namespace}`],
  };
}

function terminating({ claim, request }: Facts) {
  if (claim?.metadata.deletionTimestamp === undefined) return undefined;
  return {
    check: 'claim-terminating',
    message: `claim ${request.namespace}/${request.claim} is being deleted since ${claim.metadata.deletionTimestamp}`,
    next: [`kubectl describe pvc -n ${request.namespace} ${request.claim}`],
  };
}

function notBound({ claim, volume, request }: Facts) {
  if (claim === undefined || (claim.status?.phase === 'Bound' && volume !== undefined)) return undefined;
  return {
    check: 'claim-not-bound',
    message: `claim ${request.namespace}/${request.claim} is ${claim.status?.phase ?? 'Pending'}, not Bound: it has no data to move`,
    next: [`kubectl describe pvc -n ${request.namespace} ${request.claim}`],
  };
}

function block({ claim, request }: Facts) {
  if (claim?.spec?.volumeMode !== 'Block') return undefined;
  return {
    check: 'claim-block',
    message: `claim ${request.namespace}/${request.claim} is a block device; only volumes with a file system can be moved`,
    next: [],
  };
}

function notVirtual({ claim, storageClass, request }: Facts) {
  if (claim === undefined || storageClass?.provisioner === liqoNames.provisioner) return undefined;
  const name = claim.spec?.storageClassName || 'no class';
  return {
    check: 'claim-not-virtual',
    message: `claim ${request.namespace}/${request.claim} is of ${name}, which is not a virtual storage class of Liqo`,
    next: [`kubectl get storageclass: classes of provisioner ${liqoNames.provisioner} are virtual`],
  };
}

function unknownHome({ volume }: Facts) {
  if (volume === undefined || parseVolumeSide(volume) !== undefined) return undefined;
  return {
    check: 'home-unknown',
    message: `volume ${volume.metadata.name} does not say where its data lives: its node affinity is not one that Liqo writes`,
    next: [`kubectl get pv ${volume.metadata.name} -o yaml`],
  };
}

/** In any phase: what names a claim keeps it from being deleted. */
function mounted({ mounters, providers, request }: Facts) {
  const remote = [...providers.values()].flatMap((provider) => provider.mounters.map((pod) => ({ pod, where: ` in ${provider.id}` })));
  const all = [...mounters.map((pod) => ({ pod, where: '' })), ...remote];
  if (all.length === 0) return undefined;
  const names = all.map(({ pod, where }) => `${pod.metadata.name} (${pod.status?.phase ?? 'Pending'}${where})`);
  return {
    check: 'claim-mounted',
    message: `claim ${request.namespace}/${request.claim} is used by pod ${names.join(', ')}`,
    next: [...new Set(mounters.map(releaseLine))],
  };
}

function releaseLine({ metadata, status }: Pod): string {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
  const running = status?.phase !== 'Succeeded' && status?.phase !== 'Failed';
  if (running && owner?.kind === 'StatefulSet') return `kubectl scale statefulset ${owner.name} -n ${metadata.namespace} --replicas=0`;
  return `kubectl delete pod -n ${metadata.namespace} ${metadata.name}`;
}

function realSide({ claim, volume, local }: Facts) {
  const isLocal = volume !== undefined && parseVolumeSide(volume)?.side === 'local';
  if (claim === undefined || !isLocal || isUsable(local)) return undefined;
  const namespace = local?.namespace ?? 'liqo-storage';
  return {
    check: 'real-claim-missing',
    message: `the real claim ${namespace}/${claim.metadata.uid} is not there, or not Bound`,
    next: [`kubectl get pvc -n ${namespace}`],
  };
}

function isUsable(local: Facts['local']): boolean {
  return local?.claim?.status?.phase === 'Bound' && local.volume !== undefined;
}

/** They would keep the claim in Terminating at the cut. */
function foreignFinalizers({ claim, request }: Facts) {
  const foreign = claim?.metadata.finalizers?.filter((finalizer) => !knownFinalizers.includes(finalizer)) ?? [];
  if (foreign.length === 0) return undefined;
  return {
    check: 'claim-finalizers',
    message: `claim ${request.namespace}/${request.claim} has finalizers of others: ${foreign.join(', ')}`,
    next: ['ask whoever put them there, then take them off'],
  };
}
