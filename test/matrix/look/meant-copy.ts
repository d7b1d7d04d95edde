import type { Key } from '../../../src/kube/client/port.ts';
import type { Volume } from '../../../src/kube/objects/kinds.ts';
import { parseVolumeSide } from '../../../src/liqo/volume-home.ts';
import { bindingNames, storageNames } from '../../../src/volumes/names.ts';
import type { App } from '../../place/app.ts';
import type { Peek } from '../world/peek.ts';
import type { World } from '../world/world.ts';
import { type ClaimWithVolume, peekBound } from './bound-pair.ts';

/** A real volume's folder, and the node that has it. */
export interface CopyPlace {
  readonly folder: string;
  /** `<cluster>/<node>` */
  readonly where: string;
}

/** The copy that the claim means, or in words what is missing between the claim and its bytes, or on its way out. */
export function findMeantCopy(world: World, { namespace, claim: name }: App): CopyPlace | string {
  const virtual = peekBound(world.consumer.peek, { namespace, name });
  if (virtual === undefined) return `claim ${namespace}/${name} is not bound to a volume, or one of them is going`;
  const { isLocal, peek, key } = findReal(world, virtual);
  const real = peekBound(peek, key);
  if (real === undefined) return `real claim ${key.namespace}/${key.name} is not bound to a volume, or one of them is going`;
  if (isLocal && folderOf(virtual.volume) !== folderOf(real.volume)) return 'the virtual volume and the real one have other bytes';
  return placeOfVolume(real.volume);
}

function findReal(world: World, { claim, volume }: ClaimWithVolume): { isLocal: boolean; peek: Peek; key: Key } {
  const { name, namespace = '', uid = '' } = claim.metadata;
  const side = parseVolumeSide(volume);
  const cluster = side?.side === 'remote' ? world.clusters[side.provider] : undefined;
  if (cluster !== undefined) return { isLocal: false, peek: cluster.peek, key: { namespace: `${namespace}-${world.consumer.name}`, name } };
  return { isLocal: true, peek: world.consumer.peek, key: { namespace: storageNamespaceOf(volume), name: uid } };
}

function storageNamespaceOf({ metadata }: Volume): string {
  return metadata.annotations?.[bindingNames.provisionedBy] === storageNames.provisioner ? 'liqoctl-storage' : 'liqo-storage';
}

function folderOf({ spec }: Volume): string {
  return spec?.hostPath?.path ?? '';
}

export function placeOfVolume(volume: Volume): CopyPlace {
  const folder = folderOf(volume);
  // <volumes>/<cluster>/<node>/<volume>/data
  return { folder, where: folder.split('/').slice(-4, -2).join('/') };
}
