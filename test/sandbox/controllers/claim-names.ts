import type { Pod } from '../../../src/kube/objects/kinds.ts';

/** A claim of the pod's namespace that the pod mounts. */
export interface NamedClaim {
  readonly name: string;
  /** It belongs to an ephemeral volume of the pod. */
  readonly own: boolean;
}

/** The claims that the pod mounts, those of its ephemeral volumes included. */
export function claimNamesOf(pod: Pod): NamedClaim[] {
  return (pod.spec?.volumes ?? []).flatMap((volume): NamedClaim[] => {
    if (volume.ephemeral !== undefined) return [{ name: `${pod.metadata.name}-${volume.name}`, own: true }];
    const name = volume.persistentVolumeClaim?.claimName;
    return name === undefined ? [] : [{ name, own: false }];
  });
}
