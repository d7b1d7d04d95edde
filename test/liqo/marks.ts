import { liqoNames } from '../../src/liqo/names.ts';

/** Who reflects what where: ids of the two clusters. */
export interface Pair {
  readonly consumer: string;
  readonly provider: string;
}

type Labels = Readonly<Record<string, string>> | undefined;

/** Whether the virtual kubelet counts a remote object as its own. Everything else over there it leaves alone, deletion included. */
export function isReflected(labels: Labels, pair: Pair): boolean {
  return labels?.[liqoNames.origin] === pair.consumer && labels[liqoNames.destination] === pair.provider;
}

/** The labels of everything that the virtual kubelet writes to a provider. */
export function reflectionLabels(pair: Pair): Record<string, string> {
  return { [liqoNames.origin]: pair.consumer, [liqoNames.destination]: pair.provider };
}
