import type { Namespace } from '../../../../src/kube/objects/kinds.ts';
import type { ApiObject } from '../object.ts';
import type { Strategy } from '../strategy.ts';

/** Every namespace carries its own name as a label, and the finalizer that the namespace controller takes off. */
export const namespaceStrategy: Strategy = {
  fill(object) {
    object.metadata.labels = { ...object.metadata.labels, 'kubernetes.io/metadata.name': object.metadata.name };
  },
  prepare(object) {
    const namespace = object as ApiObject & Namespace;
    namespace.spec = { finalizers: ['kubernetes'] };
    namespace.status = { phase: 'Active' };
  },
};
