/** Labels, annotations and names that Liqo defines (Liqo 1.2.0; the comments name where it defines or uses them). */
export const liqoNames = {
  /** Node label; value `virtual-node` on virtual nodes (virtual kubelet, liqoNodeProvider). */
  nodeType: 'liqo.io/type',
  virtualNode: 'virtual-node',
  /** Label of nodes, VirtualNodes, tenant objects and provider namespaces: the other cluster's id. */
  remoteClusterId: 'liqo.io/remote-cluster-id',
  /** NoExecute taint of virtual nodes. */
  notAllowedTaint: 'virtual-node.liqo.io/not-allowed',
  /** Node label `true|false`: the provider advertises any storage class. */
  storageAvailable: 'storage.liqo.io/available',
  /** Provisioner of the virtual storage class, and its mark on volumes. */
  provisioner: 'liqo.io/storage',
  provisionedBy: 'pv.kubernetes.io/provisioned-by',
  /** Path of the placeholder in the virtual volume of a remote home (remoteprovisioner.go); never mounted. */
  placeholderPath: '/tmp/liqo-placeholder',
  /** Both on every object that the virtual kubelet reflects to a provider; it touches nothing without them. */
  origin: 'offloading.liqo.io/origin',
  destination: 'offloading.liqo.io/destination',
  /** Namespace label: here live the real claims of local homes. */
  storageNamespace: 'liqo.io/storage-provisioner',
  virtualClaimName: 'storage.liqo.io/virtual-pvc-name',
  virtualClaimNamespace: 'storage.liqo.io/virtual-pvc-namespace',
  managed: 'liqo.io/managed',
  /** Event reason of the virtual kubelet when it meets a remote object that is not its own. */
  failedReflection: 'FailedReflection',
  /** Pod annotation: `disabled` keeps service-account tokens out of the provider. */
  apiServerSupport: 'liqo.io/api-server-support',
  /** Lets a Secret be reflected also where the operator chose an allow-list. */
  allowReflection: 'liqo.io/allow-reflection',
  remoteStorageClass: 'liqo.io/remote-storage-class',
  remoteAccessModes: 'liqo.io/remote-access-modes',
} as const;
