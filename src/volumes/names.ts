/** Labels, annotations and finalizers of claims of our own virtual class. */
export const storageNames = {
  /** How every provisioner of our own begins. */
  domain: 'storage.liqoctl.io/',
  /** Provisioner of the class, unless the installation calls it otherwise. */
  provisioner: 'storage.liqoctl.io/virtual',
  /** Namespace label: here live the real claims of local homes. The annotation of the same name is the provisioner whose namespace it is. */
  storageNamespace: 'storage.liqoctl.io/storage-namespace',
  /** Annotation of a virtual claim: where its real claim was asked for, before anything was created there. */
  home: 'storage.liqoctl.io/home',
  /** Finalizer of a virtual claim: its real claim may still be there. */
  finalizer: 'storage.liqoctl.io/real-claim',
  /** Annotations of a real claim: the virtual claim that it was made for. */
  claimUid: 'storage.liqoctl.io/claim-uid',
  claimNamespace: 'storage.liqoctl.io/claim-namespace',
  claimName: 'storage.liqoctl.io/claim-name',
  /** Annotation of a real claim: the node that it was asked to go to. A provisioner that gives the selection back takes off only Kubernetes' own. */
  requestedNode: 'storage.liqoctl.io/requested-node',
  /** Annotation of a real claim: names of the labels and annotations that were copied to it, as JSON. */
  copied: 'storage.liqoctl.io/copied',
  /** Label of pods that do nothing but make a waiting claim in a provider bind. */
  firstConsumer: 'storage.liqoctl.io/first-consumer',
  /** Label of real classes that were made from another one with parameters of a virtual class; the annotation names the other one. */
  derivedClass: 'storage.liqoctl.io/derived-class',
  derivedFrom: 'storage.liqoctl.io/derived-from',
  /** Annotations by which a user chooses the class of the real claim, at either end. */
  localClass: 'storage.liqoctl.io/local-class',
  remoteClass: 'storage.liqoctl.io/remote-class',
  /** Label of admission policies that guard claims; the annotation says what they guard. */
  guards: 'storage.liqoctl.io/guards',
  /** Annotation of such a policy: what it was made from, as a hash. */
  guardVersion: 'storage.liqoctl.io/guard-version',
  /** Annotation on a NamespaceOffloading, namespace or peering: the claims there may be lost. */
  discardClaims: 'storage.liqoctl.io/discard-claims',
} as const;

/** Kubernetes' marks for deferred binding (component-helpers, storage/volume). */
export const bindingNames = {
  selectedNode: 'volume.kubernetes.io/selected-node',
  storageProvisioner: 'volume.kubernetes.io/storage-provisioner',
  provisionedBy: 'pv.kubernetes.io/provisioned-by',
  /** On a claim that has been bound once. */
  bindCompleted: 'pv.kubernetes.io/bind-completed',
} as const;

/** Annotation of every object that a move holds; the value is the move's id. */
export const heldByMove = 'move.liqo.io/id';

/** Annotation of every volume that is held: the reclaim policy that it had before. Whoever finds it without a journal can give it that back. */
export const policyBefore = 'move.liqo.io/policy';
