import type { NamespaceOffloading } from '../../../../src/liqo/kinds.ts';
import { checkImmutable } from '../immutable.ts';
import { valueAt } from '../object.ts';
import { type Cause, fieldErrors } from '../status.ts';
import type { Strategy } from '../strategy.ts';

const mappings = ['DefaultName', 'EnforceSameName', 'SelectedName'];
const strategies = ['Local', 'Remote', 'LocalAndRemote'];

/** Liqo's rules for the offloading of a namespace: one per namespace, and where its pods go may change but not the remote name. */
export const offloadingStrategy: Strategy = {
  fill(object) {
    const offloading = object as unknown as NamespaceOffloading;
    offloading.spec ??= {};
    offloading.spec.namespaceMappingStrategy ??= 'DefaultName';
    offloading.spec.podOffloadingStrategy ??= 'LocalAndRemote';
    offloading.spec.clusterSelector ??= { nodeSelectorTerms: [] };
  },
  check(object) {
    const { spec } = object as unknown as NamespaceOffloading;
    const causes: Cause[] = [];
    const { namespaceMappingStrategy: mapping = '', podOffloadingStrategy: strategy = '' } = spec;
    if (!mappings.includes(mapping)) causes.push(fieldErrors.unsupported('spec.namespaceMappingStrategy', mapping, mappings));
    if (!strategies.includes(strategy)) causes.push(fieldErrors.unsupported('spec.podOffloadingStrategy', strategy, strategies));
    return causes;
  },
  refuse(object, before) {
    if (object.metadata.name !== 'offloading') return 'a NamespaceOffloading must be called "offloading"';
    if (valueAt(object, 'spec.namespaceMappingStrategy') === 'SelectedName' && !valueAt(object, 'spec.remoteNamespaceName')) {
      return 'the mapping strategy SelectedName needs a remoteNamespaceName';
    }
    if (before === undefined) return undefined;
    const [changed] = checkImmutable(object, before, ['spec.namespaceMappingStrategy', 'spec.remoteNamespaceName']);
    return changed === undefined ? undefined : `${changed.field} cannot change once set`;
  },
};
