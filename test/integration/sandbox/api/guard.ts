import { type AdmissionPolicy, type AdmissionPolicyBinding, type Kind, kinds, type Meta } from '../../../../src/kube/objects/kinds.ts';
import type { TestCluster } from './cluster.ts';

export type PolicySpec = NonNullable<AdmissionPolicy['spec']>;
type BindingSpec = NonNullable<AdmissionPolicyBinding['spec']>;

/** Matches operations on resources of one group, all at v1 or v1beta1 as they are. */
export function rule(resources: string[], operations: string[], names?: string[]): NonNullable<PolicySpec['matchConstraints']> {
  const [group, version] = groupOf(resources[0] ?? '');
  const match = { apiGroups: [group], apiVersions: [version], resources, operations, ...(names && { resourceNames: names }) };
  return { resourceRules: [match] } as NonNullable<PolicySpec['matchConstraints']>;
}

function groupOf(resource: string): [string, string] {
  if (resource === 'foreignclusters') return ['core.liqo.io', 'v1beta1'];
  return ['namespaceoffloadings', 'virtualnodes'].includes(resource) ? ['offloading.liqo.io', 'v1beta1'] : ['', 'v1'];
}

/** One policy with its binding, both called `guard`. */
export function guardOf(cluster: TestCluster): {
  enforce: (spec: PolicySpec, binding?: Partial<BindingSpec>) => Promise<void>;
  lift: () => Promise<void>;
} {
  const { apiVersion } = kinds.admissionPolicy;
  const metadata = { name: 'guard' };
  return {
    enforce: async (spec, binding = {}) => {
      await cluster.http.create(kinds.admissionPolicy, { apiVersion, kind: 'ValidatingAdmissionPolicy', metadata, spec });
      await cluster.http.create(kinds.admissionPolicyBinding, {
        apiVersion,
        kind: 'ValidatingAdmissionPolicyBinding',
        metadata,
        spec: { policyName: 'guard', validationActions: ['Deny'], ...binding },
      });
    },
    lift: async () => {
      for (const kind of [kinds.admissionPolicy, kinds.admissionPolicyBinding] as Kind<{ metadata: Meta }>[]) {
        const found = await cluster.port.find(kind, metadata);
        const { uid = '', resourceVersion = '' } = found?.metadata ?? {};
        if (found !== undefined) await cluster.port.remove(kind, metadata, { uid, resourceVersion });
      }
    },
  };
}
