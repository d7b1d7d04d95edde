import type { KubePort } from '../../src/kube/client/port.ts';
import type { LinkQuality } from '../movers/long-link.ts';
import type { Images } from './images.ts';
import type { Registry } from './registry.ts';

/** Where specs run: two clusters joined by Liqo, whatever plays it. */
export interface Place {
  /** With administrator's rights. */
  readonly consumer: KubePort;
  readonly kubeconfigFile: string;
  /** How programs run here, where that is unusual. */
  readonly programs?: Programs;
  /** Two nodes of the consumer. */
  readonly localNodes: readonly [string, string];
  /** The virtual node, and the cluster behind it. */
  readonly virtualNode: string;
  readonly provider: string;
  /** A virtual node of another provider, where there is one. */
  readonly otherVirtualNode: string | undefined;
  /** Every cluster by its id, with administrator's rights. */
  readonly clusters: Readonly<Record<string, KubePort>>;
  /** Class of the virtual claims. */
  readonly virtualClass: string;
  readonly images: Images;
  /** Whether others may work here at the same time. */
  readonly shared: boolean;
  /** Whether nodes may be cordoned here, and classes changed: nobody else lives in these clusters. */
  readonly ownClusters: boolean;
  /** Namespaces that specs have made: closing the place removes them. */
  readonly namespaces: string[];
  /** Where the bytes of all volumes are, one path per volume; undefined where the nodes' disks are out of reach. */
  readonly volumeFolders: (() => Promise<readonly string[]>) | undefined;
  /** What can be killed here besides liqoctl; undefined where that is somebody else's. */
  readonly faults: Faults | undefined;
  /** The API server of the provider does not answer while `meanwhile` runs; undefined where it is somebody else's. */
  readonly withoutProvider: ((meanwhile: () => Promise<void>) => Promise<void>) | undefined;
  /** Volumes of that node of the consumer share an empty disk of so many bytes while `meanwhile` runs; undefined where its disks are out of reach. */
  readonly withSmallDisk: ((node: string, bytes: number, meanwhile: () => Promise<void>) => Promise<void>) | undefined;
  /** Every stream of bytes between the nodes to or from a TCP port while something runs; undefined where the network is somebody else's. */
  readonly eavesdrop: ((port: number, meanwhile: () => Promise<void>) => Promise<readonly Buffer[]>) | undefined;
  /** Starts an image registry beside the nodes; undefined where they pull no images, or what they pull is not ours to say. */
  readonly startRegistry: (() => Promise<Registry>) | undefined;
  /** NetworkPolicies hold in all clusters while `meanwhile` runs; undefined where nothing makes them, or it is not known whether something does. */
  readonly withPolicies: ((meanwhile: () => Promise<void>) => Promise<void>) | undefined;
  close(): Promise<void>;
}

/** How a user's programs run. */
interface Programs {
  /** After so many seconds one counts as hung, and is killed. */
  readonly seconds?: number;
  /** Variables that it has besides the usual ones. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Accidents of the clusters' own parts. */
export interface Faults {
  /** Kills what plays the virtual kubelet, and starts it again when `meanwhile` has ended. */
  withoutLiqo(meanwhile: () => Promise<void>): Promise<void>;
  /** Nothing reaches that node of any cluster, and nothing comes from it, while `meanwhile` runs. */
  withoutNode(node: string, meanwhile: () => Promise<void>): Promise<void>;
  /** The consumer's API server does not answer while `meanwhile` runs. */
  withoutApi(meanwhile: () => Promise<void>): Promise<void>;
  /** The provider is at the other end of such a link while `meanwhile` runs. */
  withLongWay(quality: LinkQuality, meanwhile: () => Promise<void>): Promise<void>;
}

export function clusterPort({ clusters }: Place, name: string): KubePort {
  const port = clusters[name];
  if (port === undefined) throw new Error(`no cluster ${name}`);
  return port;
}

export function providerPort(place: Place): KubePort {
  return clusterPort(place, place.provider);
}
