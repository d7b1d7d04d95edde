import type { KubePort } from '../../../kube/client/port.ts';
import { kinds } from '../../../kube/objects/kinds.ts';
import { homesAway } from '../../../volumes/home.ts';
import { moverNamespaces } from '../../homes/mover-place.ts';
import type { PlannedMove } from '../../model/plan.ts';
import { skipForbidden } from '../facts/skip-forbidden.ts';
import type { DryRun } from './dry-runs.ts';

/** What a namespace enforces on its pods (label `pod-security.kubernetes.io/enforce`). */
export interface EnforcedSecurity {
  readonly cluster: string;
  readonly namespace: string;
  /** `restricted`, `baseline` or `privileged`. */
  readonly level: string;
}

const enforceLabel = 'pod-security.kubernetes.io/enforce';

/** Of the namespaces that will run a mover and whose server could not be asked about its pod: none where they may not be read. */
export async function readPodSecurity(
  consumer: KubePort,
  provider: (id: string) => Promise<KubePort>,
  { plan, dryRuns }: { plan: PlannedMove; dryRuns: readonly DryRun[] },
): Promise<readonly EnforcedSecurity[]> {
  const asked = (namespace: string) =>
    dryRuns.some((each) => each.kind.kind === kinds.pod.kind && each.namespace === namespace && each.answer !== 'unknown');
  const here = moverNamespaces(plan).filter((namespace) => !asked(namespace));
  const places = [
    ...here.map(async (namespace) => ({ port: consumer, namespace })),
    ...homesAway(plan.source, plan.target).map(async ({ provider: id, home }) => ({ port: await provider(id), namespace: home.namespace })),
  ];
  const read = places.map(async (place) => {
    const { port, namespace } = await place;
    const found = await skipForbidden(port).port.find(kinds.namespace, { name: namespace });
    const level = found?.metadata.labels?.[enforceLabel];
    return level === undefined ? [] : [{ cluster: port.cluster, namespace, level }];
  });
  return (await Promise.all(read)).flat();
}
