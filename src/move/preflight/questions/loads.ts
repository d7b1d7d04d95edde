import { kinds, type ResourceQuota } from '../../../kube/objects/kinds.ts';
import type { KubePort } from '../../../kube/client/port.ts';
import type { Counted } from '../../../kube/objects/quota-usage.ts';
import { liqoKinds } from '../../../liqo/kinds.ts';
import { providerOf } from '../../../volumes/home.ts';
import { moverPlace } from '../../homes/mover-place.ts';
import { type PlannedMove, podWishes } from '../../model/plan.ts';
import { moverSecretName } from '../../model/names.ts';
import type { DryRun } from './dry-runs.ts';
import { skipForbidden } from '../facts/skip-forbidden.ts';

/** What a move puts into one namespace and has there at one time, beside what is there now. */
export interface NamespaceLoad {
  readonly cluster: string;
  readonly namespace: string;
  /** None where they may not be read. */
  readonly quotas: readonly ResourceQuota[];
  readonly objects: readonly Counted[];
}

interface Share {
  readonly port: KubePort;
  readonly namespace: string;
  readonly objects: readonly Counted[];
}

interface Planned {
  /** The claim's. */
  readonly namespace: string;
  readonly plan: PlannedMove | undefined;
  readonly dryRuns: readonly DryRun[];
}

/** The claim's namespace comes first, also where the move puts nothing there: the claim is exchanged there in the end. */
export async function readLoads(
  consumer: KubePort,
  provider: (id: string) => Promise<KubePort>,
  { namespace, plan, dryRuns }: Planned,
): Promise<readonly NamespaceLoad[]> {
  const shares = plan === undefined ? [] : await planShares(consumer, provider, { plan, dryRuns });
  const together = new Map<string, Share>();
  for (const share of [{ port: consumer, namespace, objects: [] }, ...shares]) {
    const key = `${share.port.cluster}/${share.namespace}`;
    together.set(key, { ...share, objects: [...(together.get(key)?.objects ?? []), ...share.objects] });
  }
  return Promise.all([...together.values()].map(readLoad));
}

async function readLoad({ port, namespace, objects }: Share): Promise<NamespaceLoad> {
  const quotas = await skipForbidden(port).port.list(kinds.resourceQuota, { namespace });
  // Both movers of a namespace share one Secret.
  const distinct = new Map(objects.map((each) => [`${each.kind.kind} ${each.object.metadata.name}`, each]));
  return { cluster: port.cluster, namespace, quotas: quotas.items, objects: [...distinct.values()] };
}

/** Movers of both ends, their Secrets, and the new real claim; Liqo repeats pod and Secret of a remote end in the provider. */
async function planShares(
  consumer: KubePort,
  provider: (id: string) => Promise<KubePort>,
  { plan, dryRuns }: { plan: PlannedMove; dryRuns: readonly DryRun[] },
): Promise<readonly Share[]> {
  const shares = (['source', 'target'] as const).map(async (role): Promise<readonly Share[]> => {
    const home = plan[role];
    const { namespace } = moverPlace(plan, role);
    const mover = dryRuns.filter(({ subject }) => subject === `${role}-mover`);
    const pods = mover.filter(({ kind }) => kind.kind === kinds.pod.kind);
    const claim = dryRuns.filter(({ subject }) => role === 'target' && subject === 'target-claim');
    const here = { port: consumer, namespace, objects: [...mover, ...secretsOf(plan, namespace)] };
    const shadows = pods.map(({ object }) => ({ kind: liqoKinds.shadowPod, object }));
    const id = providerOf(home);
    if (id === undefined) return [here, { ...here, objects: claim }];
    const objects = [...pods, ...shadows, ...claim, ...secretsOf(plan, home.namespace)];
    return [here, { port: await provider(id), namespace: home.namespace, objects }];
  });
  return (await Promise.all(shares)).flat();
}

function secretsOf(plan: PlannedMove, namespace: string): readonly Counted[] {
  const names = [moverSecretName(plan.id, plan.attempt), ...(podWishes(plan).pullSecrets ?? [])];
  return names.map((name) => ({ kind: kinds.secret, object: { metadata: { name, namespace } } }));
}
