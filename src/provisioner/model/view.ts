import type { Informer } from '../../kube/controller/informer.ts';
import type { AdmissionPolicy, AdmissionPolicyBinding, Claim, Node, StorageClass, Volume } from '../../kube/objects/kinds.ts';
import type { ClaimEvents } from './claim-events.ts';
import type { NamespaceOffloading, VirtualNode } from '../../liqo/kinds.ts';

/** What the controller knows of its own cluster, a moment behind the server. */
export interface View {
  readonly claims: Informer<Claim>;
  readonly volumes: Informer<Volume>;
  readonly classes: Informer<StorageClass>;
  readonly nodes: Informer<Node>;
  readonly offloadings: Informer<NamespaceOffloading>;
  readonly virtualNodes: Informer<VirtualNode>;
  /** Our guards; absent on clusters that have no admission policies (Kubernetes before 1.30). */
  readonly policies: Informer<AdmissionPolicy> | undefined;
  readonly policyBindings: Informer<AdmissionPolicyBinding> | undefined;
  /** What is said about the real claims of the storage namespace. */
  readonly told: ClaimEvents;
}
