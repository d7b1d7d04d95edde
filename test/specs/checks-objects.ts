import {
  type AdmissionPolicy,
  type AdmissionPolicyBinding,
  type Claim,
  type Kind,
  kinds,
  type Meta,
  type Node,
  type Pod,
  type StatefulSet,
  type Volume,
} from '../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../src/kube/client/port.ts';

/** A claim that cannot be moved for more reasons than one; `owner` is a pod that it belongs to. */
export function awkwardClaim(namespace: string, owner?: Pod): Claim {
  const { name = '', uid = '' } = owner?.metadata ?? {};
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name: 'awkward',
      namespace,
      finalizers: ['acme.io/keep'],
      ...(owner && { ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name, uid }] }),
    },
    spec: {
      accessModes: ['ReadWriteOnce'],
      volumeMode: 'Block',
      storageClassName: 'local-path',
      resources: { requests: { storage: '1Mi' } },
    },
  };
}

const labels = { app: 'db' };

/** A set that deletes its claims when it is scaled down. */
export function database(namespace: string): StatefulSet {
  const set = {
    apiVersion: kinds.statefulSet.apiVersion,
    kind: 'StatefulSet',
    metadata: { name: 'db', namespace },
    spec: {
      replicas: 1,
      serviceName: 'db',
      selector: { matchLabels: labels },
      persistentVolumeClaimRetentionPolicy: { whenScaled: 'Delete', whenDeleted: 'Retain' },
      template: {
        metadata: { labels },
        spec: {
          terminationGracePeriodSeconds: 1,
          nodeSelector: { 'kubernetes.io/hostname': 'rome-1' },
          containers: [
            { name: 'db', image: 'busybox:1.37', command: ['sleep', '600'], volumeMounts: [{ name: 'data', mountPath: '/data' }] },
          ],
        },
      },
      volumeClaimTemplates: [
        {
          metadata: { name: 'data' },
          spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'liqo', resources: { requests: { storage: '256Mi' } } },
        },
      ],
    },
  };
  return set as StatefulSet;
}

/** A pod that names the claim and ends at once, where it can start. */
export function finishedPod(at: { namespace: string; name: string; claim: string; node: string }): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: at.name, namespace: at.namespace },
    spec: {
      restartPolicy: 'Never',
      nodeSelector: { 'kubernetes.io/hostname': at.node },
      automountServiceAccountToken: false,
      containers: [{ name: 'main', image: 'busybox:1.37', command: ['true'] }],
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: at.claim } }],
    },
  };
}

/** A node that has not been heard of for a while. */
export function lostNode(name: string): Node {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/hostname': name } },
    spec: { unschedulable: true, taints: [{ key: 'broken', value: 'yes', effect: 'NoExecute' }] },
    status: { conditions: [{ type: 'Ready', status: 'Unknown', reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting' }] },
  };
}

/** A policy of somebody else that keeps pods out of a namespace. */
export function noPods(namespace: string): { policy: AdmissionPolicy; binding: AdmissionPolicyBinding } {
  const { apiVersion } = kinds.admissionPolicy;
  const rule = { apiGroups: [''], apiVersions: ['v1'], resources: ['pods'], operations: ['CREATE'] };
  return {
    policy: {
      apiVersion,
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name: 'no-pods' },
      spec: {
        matchConstraints: {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
          resourceRules: [rule],
        },
        validations: [{ expression: 'false', message: 'no pods here' }],
      },
    },
    binding: {
      apiVersion,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name: 'no-pods' },
      spec: { policyName: 'no-pods', validationActions: ['Deny'] },
    },
  };
}

interface Binding {
  apiVersion: string;
  kind: string;
  metadata: Meta;
  roleRef: object;
  subjects: object[];
}

/** Everywhere: what the cluster role `view` allows, and nodes, namespaces and volumes. */
export async function rightsToView(port: KubePort, user: string): Promise<void> {
  const apiGroup = 'rbac.authorization.k8s.io';
  const bindings: Kind<Binding> = {
    apiVersion: `${apiGroup}/v1`,
    kind: 'ClusterRoleBinding',
    plural: 'clusterrolebindings',
    namespaced: false,
  };
  await port.create(bindings, {
    apiVersion: bindings.apiVersion,
    kind: bindings.kind,
    metadata: { name: `view-${user}` },
    roleRef: { apiGroup, kind: 'ClusterRole', name: 'view' },
    subjects: [{ kind: 'User', name: user, apiGroup }],
  });
}

/** A claim and a volume that are bound to each other as soon as both are there. */
export function boundPair(key: { name: string; namespace: string }, spec: Volume['spec']): { claim: Claim; volume: Volume } {
  const accessModes = ['ReadWriteOnce'];
  const storageClassName = spec?.storageClassName ?? '';
  return {
    volume: {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: key.name },
      spec: {
        accessModes,
        capacity: { storage: '1Mi' },
        claimRef: key,
        hostPath: { path: '/nowhere' },
        persistentVolumeReclaimPolicy: 'Retain',
        ...spec,
      },
    },
    claim: {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: key,
      spec: { accessModes, storageClassName, volumeName: key.name, resources: { requests: { storage: '1Mi' } } },
    },
  };
}
