/** Where a home is, as planned; live names and uids are added in the journal. */
export type HomePlan =
  | {
      readonly kind: 'local';
      /** Node that the data is, or will be, on; undefined where the volume is not tied to one. */
      readonly node?: string;
      /** Namespace of the real claims. */
      readonly namespace: string;
      /** Name of the real claim. */
      readonly claim: string;
      readonly storageClass?: string;
    }
  | {
      readonly kind: 'remote';
      /** Virtual node through which the provider is reached. */
      readonly node: string;
      readonly provider: string;
      /** Namespace in the provider that the claim's namespace is offloaded to. */
      readonly namespace: string;
      readonly claim: string;
      readonly storageClass?: string;
    };
