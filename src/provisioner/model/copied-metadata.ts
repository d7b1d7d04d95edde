import type { Claim } from '../../kube/objects/kinds.ts';
import { storageNames } from '../../volumes/names.ts';

/** Keys that controllers write for each other about one object: on another one they would be lies that are believed. */
const foreignPrefixes = [
  'pv.kubernetes.io/',
  'volume.kubernetes.io/',
  'volume.beta.kubernetes.io/',
  'volume.alpha.kubernetes.io/',
  'storage.liqoctl.io/',
  'move.liqo.io/',
  'offloading.liqo.io/',
  'storage.liqo.io/',
  'liqo.io/managed',
  'control-plane.alpha.kubernetes.io/',
  'kubectl.kubernetes.io/last-applied-configuration',
];

type Entries = Readonly<Record<string, string>>;

/** Labels and annotations that a real claim shares with its virtual one. */
export interface CopiedMetadata {
  readonly labels: Entries;
  readonly annotations: Entries;
}

/** What of a virtual claim's metadata is its user's. */
export function copiedMetadata({ metadata: { labels = {}, annotations = {} } }: Claim): CopiedMetadata {
  return { labels: usersOf(labels), annotations: usersOf(annotations) };
}

function usersOf(entries: Entries): Entries {
  return Object.fromEntries(Object.entries(entries).filter(([key]) => !foreignPrefixes.some((prefix) => key.startsWith(prefix))));
}

/** The note on the real claim of what was copied: what its user takes off the virtual claim later is found by it. */
export function noteCopied({ labels, annotations }: CopiedMetadata): Entries {
  return {
    [storageNames.copied]: JSON.stringify({ labels: Object.keys(labels).toSorted(), annotations: Object.keys(annotations).toSorted() }),
  };
}
