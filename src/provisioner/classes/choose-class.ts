import type { Claim, StorageClass } from '../../kube/objects/kinds.ts';
import { liqoNames } from '../../liqo/names.ts';
import { findRealDefault, isVirtualClass } from '../../volumes/virtual-class.ts';
import { localParameterPrefix } from '../../volumes/derived-class.ts';
import { storageNames } from '../../volumes/names.ts';
import { localClassParameter, namedLocalClass, remoteClass } from '../../volumes/storage-class.ts';
import type { Answer } from '../model/answer.ts';
import type { Provisioner } from '../model/provisioner.ts';

/** Parameters of a virtual class. `remoteClass.<provider>` counts before `remoteClass`. */
export const classParameters = {
  localClass: localClassParameter,
  remoteClass: 'remoteClass',
  localPrefix: localParameterPrefix,
  remotePrefix: 'remote/',
} as const;

/** Class of a real claim in this cluster: the claim's annotation, the virtual class's parameter, the controller's flag, the cluster's default. */
export function chooseLocalClass(
  { settings, view }: Provisioner,
  claim: Claim,
  virtual: StorageClass,
): { readonly base: StorageClass } | Answer {
  const named = namedLocalClass(claim, [virtual]) ?? settings.localClass;
  const chosen = view.classes.get(named ?? findRealDefault(view.classes.items()) ?? '');
  if (chosen !== undefined && !isVirtualClass(chosen)) return { base: chosen };
  const because =
    named === undefined
      ? `no real storage class is the cluster's default one; make one the default, or name one in parameter ${classParameters.localClass} of class ${virtual.metadata.name}`
      : `storage class ${named} ${chosen === undefined ? 'does not exist' : 'is a virtual one itself'}`;
  return { kind: 'blocked', reason: 'NoLocalClass', because };
}

/**
 * Class of a real claim in a provider: the claim's annotation (ours, then Liqo's), the virtual class's parameter for that provider, then for all,
 * the provider's default among what it offers; undefined leaves it to the provider. A tenant may create no class there, so one can only be named.
 */
export function chooseRemoteClass(
  { view }: Provisioner,
  { claim, virtual, provider }: { claim: Claim; virtual: StorageClass; provider: string },
): { readonly name: string | undefined } | Answer {
  const { annotations = {} } = claim.metadata;
  const { parameters = {} } = virtual;
  const more = Object.keys(parameters).filter((key) => key.startsWith(classParameters.remotePrefix));
  if (more.length > 0) {
    const because = `class ${virtual.metadata.name} has ${more.join(', ')}: in a provider a class can only be named, with parameter ${classParameters.remoteClass}`;
    return { kind: 'blocked', reason: 'RemoteParametersRefused', because };
  }
  const { remoteClass: parameter } = classParameters;
  const asked =
    annotations[storageNames.remoteClass] ??
    annotations[liqoNames.remoteStorageClass] ??
    parameters[`${parameter}.${provider}`] ??
    parameters[parameter];
  const offered = view.virtualNodes.items().flatMap(({ spec }) => (spec.clusterID === provider ? (spec.storageClasses ?? []) : []));
  if (asked === undefined || offered.length === 0 || offered.some(({ storageClassName }) => storageClassName === asked)) {
    return { name: remoteClass(asked, undefined, offered) };
  }
  const names = offered.map(({ storageClassName }) => storageClassName).join(', ');
  return { kind: 'blocked', reason: 'RemoteClassNotOffered', because: `provider ${provider} does not offer class ${asked}, but ${names}` };
}
