import { kubectl } from '../../../base/hint.ts';
import { kinds, type StorageClass } from '../../../kube/objects/kinds.ts';
import { findDefaultClass } from '../../../kube/objects/storage-class.ts';
import { liqoNames } from '../../../liqo/names.ts';
import { isVirtualNode, providerOfNode } from '../../../liqo/virtual-node.ts';
import type { CheckGroup } from './check.ts';
import { hasLocalEnd } from '../questions/answers.ts';
import type { Facts } from '../facts/facts.ts';
import { storageNamespaceSelector } from '../../../volumes/storage-namespace.ts';
import { isOwnProvisioner, isVirtualClass } from '../../../volumes/virtual-class.ts';

/** Reasons that lie in storage classes, and in the namespace of the real claims. Provisioner-less classes are fine. */
export const classChecks: CheckGroup = {
  reads: [kinds.storageClass.plural, kinds.namespace.plural, kinds.node.plural],
  checks: [storageNamespace, localClass, remoteClass, repositoryClass],
};

function storageNamespace(facts: Facts) {
  if (facts.local !== undefined || !hasLocalEnd(facts)) return [];
  const selector = storageNamespaceSelector(facts.provisioner);
  const makesIt = isOwnProvisioner(facts.provisioner)
    ? 'liqo-storage-controller makes it when it starts'
    : 'Liqo makes it where its storage module is enabled (Helm value storage.enabled)';
  return [
    {
      check: 'storage-namespace-missing',
      message: `the storage namespace of ${facts.provisioner} is not there: no namespace has the label ${selector}`,
      next: [kubectl(`get namespaces -l ${selector}`, makesIt)],
    },
  ];
}

/** The class of the new real claim in this cluster. */
function localClass({ node, local, classes, request }: Facts) {
  if (node === undefined || isVirtualNode(node) || local === undefined) return [];
  const wanted = local.storageClass;
  const found = wanted === undefined ? findDefaultClass(classes) : (local.derivedClass ?? named(classes, wanted));
  if (found !== undefined && !isVirtualClass(found)) return [];
  return [wrongClass(found, { wanted, asked: request.targetClass !== undefined, real: realNames(classes) })];
}

function wrongClass(
  found: StorageClass | undefined,
  { wanted, asked, real }: { wanted: string | undefined; asked: boolean; real: string },
) {
  const next = [`--target-class CLASS    with one of: ${real}`];
  if (found !== undefined) {
    const whose = wanted === undefined ? ", this cluster's default one," : '';
    const message = `storage class ${found.metadata.name}${whose} is virtual: the new real claim needs a class that holds data itself`;
    return { check: 'target-class-virtual', message, next };
  }
  if (wanted === undefined) {
    const message = 'no storage class for the new real claim is known: no real claim shows one, and the cluster has no default class';
    return { check: 'target-class-unknown', message, next };
  }
  const whose = asked ? 'from --target-class' : 'as the other real claims have';
  return { check: 'target-class-missing', message: `storage class ${wanted} (${whose}) not found`, next };
}

/** A provider offers all its classes: one that it does not offer it does not have. */
function remoteClass({ node, providers, request, claim }: Facts) {
  const there = node && providers.get(providerOfNode(node) ?? '');
  const wanted = wantedRemotely(request, claim);
  const offered = there?.virtualNodes.flatMap(({ spec }) => spec.storageClasses ?? []) ?? [];
  const names = [...new Set(offered.map(({ storageClassName }) => storageClassName))];
  if (there === undefined || wanted === undefined || names.length === 0 || names.includes(wanted.name)) return [];
  return [
    {
      check: 'target-class-missing',
      message: `storage class ${wanted.name} (${wanted.by}) not found in provider ${there.id}`,
      next: [`--target-class CLASS    with one of: ${names.join(', ')}`],
    },
  ];
}

function wantedRemotely({ targetClass }: Facts['request'], claim: Facts['claim']): { name: string; by: string } | undefined {
  if (targetClass !== undefined) return { name: targetClass, by: 'from --target-class' };
  const annotated = claim?.metadata.annotations?.[liqoNames.remoteStorageClass];
  return annotated === undefined ? undefined : { name: annotated, by: `from the claim's annotation ${liqoNames.remoteStorageClass}` };
}

function repositoryClass({ request, classes }: Facts) {
  const { repositoryClass: wanted } = request;
  const found = wanted === undefined ? undefined : named(classes, wanted);
  if (wanted === undefined || (found !== undefined && !isVirtualClass(found))) return [];
  const [check, fault] =
    found === undefined ? ['repository-class-missing', 'not found'] : ['repository-class-virtual', 'is virtual: it holds no data itself'];
  return [
    {
      check,
      message: `storage class ${wanted} (from --repository-class) ${fault}`,
      next: [`--repository-class CLASS    with one of: ${realNames(classes)}`],
    },
  ];
}

function named(classes: readonly StorageClass[], name: string): StorageClass | undefined {
  return classes.find(({ metadata }) => metadata.name === name);
}

function realNames(classes: readonly StorageClass[]): string {
  const names = classes.filter((each) => !isVirtualClass(each)).map(({ metadata }) => metadata.name);
  return names.length === 0 ? '(this cluster has none)' : names.join(', ');
}
