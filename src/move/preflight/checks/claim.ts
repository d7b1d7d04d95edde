import { kubectl } from '../../../base/hint.ts';
import { kinds } from '../../../kube/objects/kinds.ts';
import { storageClassOf } from '../../../kube/objects/storage-class.ts';
import { liqoNames } from '../../../liqo/names.ts';
import { storageNames } from '../../../volumes/names.ts';
import { parseVolumeSide } from '../../../liqo/volume-home.ts';
import { foreignFinalizers } from '../../claim/foreign-finalizers.ts';
import type { CheckGroup } from './check.ts';
import type { Facts } from '../facts/facts.ts';
import { isVirtualClass } from '../../../volumes/virtual-class.ts';

/** Reasons that lie in the claim and its virtual volume. */
export const claimChecks: CheckGroup = {
  reads: [kinds.claim.plural, kinds.volume.plural, kinds.storageClass.plural],
  checks: [terminating, notBound, block, notVirtual, unknownHome, keptByOthers],
};

function terminating({ claim, request }: Facts) {
  if (claim?.metadata.deletionTimestamp === undefined) return [];
  return [
    {
      check: 'claim-terminating',
      message: `claim ${request.namespace}/${request.claim} is being deleted since ${claim.metadata.deletionTimestamp}`,
      next: [kubectl(`describe pvc -n ${request.namespace} ${request.claim}`, 'shows what still holds it; its data goes with it')],
    },
  ];
}

function notBound({ claim, volume, request }: Facts) {
  if (claim === undefined || (claim.status?.phase === 'Bound' && volume !== undefined)) return [];
  const phase = claim.status?.phase ?? 'Pending';
  const what = phase === 'Bound' ? `bound to volume ${claim.spec?.volumeName ?? ''}, which is gone` : `${phase}, not Bound`;
  return [
    {
      check: 'claim-not-bound',
      message: `claim ${request.namespace}/${request.claim} is ${what}: it has no data to move`,
      next: [kubectl(`describe pvc -n ${request.namespace} ${request.claim}`)],
    },
  ];
}

function block({ claim, request }: Facts) {
  if (claim?.spec?.volumeMode !== 'Block') return [];
  return [
    {
      check: 'claim-block',
      message: `claim ${request.namespace}/${request.claim} is a block device (volumeMode Block); only volumes with a file system can be moved`,
      next: ['copy its data into a claim with volumeMode Filesystem, and move that one'],
    },
  ];
}

function notVirtual({ claim, storageClass, request, classes }: Facts) {
  if (claim === undefined || (storageClass !== undefined && isVirtualClass(storageClass))) return [];
  const name = storageClassOf(claim);
  const of = name ? `of class ${name}${storageClass === undefined ? ', which is gone' : ` (${storageClass.provisioner})`}` : 'of no class';
  const virtual = classes.filter(isVirtualClass).map(({ metadata }) => metadata.name);
  const known = virtual.length === 0 ? 'this cluster has none' : `virtual here: ${virtual.join(', ')}`;
  return [
    {
      check: 'claim-not-virtual',
      message: `claim ${request.namespace}/${request.claim} is ${of}; only claims of a virtual class can be moved (${known})`,
      next: [
        kubectl(
          'get storageclass',
          `virtual ones have the provisioner ${liqoNames.provisioner} or one that begins with ${storageNames.domain}`,
        ),
      ],
    },
  ];
}

function unknownHome({ volume, storageClass }: Facts) {
  // A claim of another class is refused for that already.
  const foreign = storageClass === undefined || !isVirtualClass(storageClass);
  if (volume === undefined || foreign || parseVolumeSide(volume) !== undefined) return [];
  return [
    {
      check: 'home-unknown',
      message: `volume ${volume.metadata.name} does not say where its data is: its node affinity is not one that Liqo writes`,
      next: [kubectl(`get pv ${volume.metadata.name} -o yaml`)],
    },
  ];
}

/** They would keep the claim in Terminating at the cut. */
function keptByOthers({ claim, request }: Facts) {
  const foreign = claim === undefined ? [] : foreignFinalizers(claim);
  if (foreign.length === 0) return [];
  return [
    {
      check: 'claim-finalizers',
      message: `claim ${request.namespace}/${request.claim} has foreign finalizers that would keep it from being deleted: ${foreign.join(', ')}`,
      next: [kubectl(`edit pvc -n ${request.namespace} ${request.claim}`, 'remove them, if their owners agree')],
    },
  ];
}
