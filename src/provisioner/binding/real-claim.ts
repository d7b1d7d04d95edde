import type { Key, KubePort } from '../../kube/client/port.ts';
import type { Claim } from '../../kube/objects/kinds.ts';
import type { VolumeSide } from '../../liqo/volume-home.ts';
import { storageNames } from '../../volumes/names.ts';
import type { Answer } from '../model/answer.ts';
import type { ClaimEvents } from '../model/claim-events.ts';
import { isAnswer, type Provisioner } from '../model/provisioner.ts';

/** The real claim of a virtual one: where it is or shall be, and what the caches show of it. */
export interface RealClaim {
  readonly port: KubePort;
  readonly key: Required<Key>;
  readonly object: Claim | undefined;
  /** What is said about it. */
  readonly told: ClaimEvents;
}

/** Looks for the real claim on that side; answers why it cannot be looked for there. */
export async function locateRealClaim(provisioner: Provisioner, claim: Claim, side: VolumeSide): Promise<RealClaim | Answer> {
  const { namespace = '', name, uid = '' } = claim.metadata;
  if (side.side === 'local') {
    const { consumer: port, view, settings } = provisioner;
    const key = { namespace: settings.storageNamespace, name: uid };
    return { port, key, object: view.claims.get(key.name, key.namespace), told: view.told };
  }
  const opened = await provisioner.remoteNamespace(side.provider, namespace);
  if (isAnswer(opened)) return opened;
  const { port, claims, told } = opened;
  const key = { namespace: opened.namespace, name };
  return { port, key, object: claims.get(key.name, key.namespace), told };
}

/** Whether it was made for this very virtual claim, and not for an earlier one of its name or by somebody else. */
export function isMadeFor(real: Claim, claim: Claim): boolean {
  return real.metadata.annotations?.[storageNames.claimUid] === claim.metadata.uid;
}

export function isBound({ status, spec }: Claim): boolean {
  return status?.phase === 'Bound' && spec?.volumeName !== undefined;
}

/** As in "real claim liqoctl-storage/uid in this cluster". */
export function nameRealClaim({ port, key }: Pick<RealClaim, 'port' | 'key'>): string {
  return `real claim ${key.namespace}/${key.name} in ${port.cluster}`;
}
