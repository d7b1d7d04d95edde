import type { KubePort } from '../../src/kube/port.ts';

/** Where specs run: two clusters joined by Liqo, whatever plays it. */
export interface Place {
  /** With administrator's rights. */
  readonly consumer: KubePort;
  readonly kubeconfigFile: string;
  /** Two nodes of the consumer. */
  readonly localNodes: readonly [string, string];
  /** The virtual node, and the cluster behind it. */
  readonly virtualNode: string;
  readonly provider: string;
  /** Every cluster by its id, with administrator's rights. */
  readonly clusters: Readonly<Record<string, KubePort>>;
  /** Class of the virtual claims. */
  readonly virtualClass: string;
}
