/** What the controller was told about its work. */
export interface ProvisionerSettings {
  /** The provisioner whose classes are ours. */
  readonly provisioner: string;
  /** Namespace of the consumer with the real claims of local homes. */
  readonly storageNamespace: string;
  /** Real class of local claims whose virtual class names none; without it the cluster's default. */
  readonly localClass?: string;
  /** Whether admission policies hold back what would destroy the only copy of a claim. */
  readonly guards: boolean;
  /** After this time everything is looked at again; for the lists of informers. */
  readonly resyncMilliseconds: number;
}
