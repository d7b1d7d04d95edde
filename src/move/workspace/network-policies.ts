import { createOnce } from '../../kube/client/exact-writes.ts';
import { failedWith } from '../../kube/client/errors.ts';
import type { KubePort } from '../../kube/client/port.ts';
import { kinds, type NetworkPolicy } from '../../kube/objects/kinds.ts';
import { isolates, renderMoverPolicy, renderRepositoryPolicy, repositoryPodLabels } from '../../restic/repository/network-policies.ts';
import { homesAway } from '../../volumes/home.ts';
import { attemptLabels, removeOwned, withFencingToken } from '../held/guarded-writes.ts';
import { isMadeByMove } from '../held/made-objects.ts';
import { moverNamespaces } from '../homes/mover-place.ts';
import { isForgotten, type Journal } from '../model/journal.ts';
import type { Move } from '../model/move.ts';
import { moveLabels, moverPrefix } from '../model/names.ts';

type PolicyPlace = NonNullable<Journal['policies']>[number];

/**
 * Opens the way from movers to the repository in each namespace whose own policies close it; where there are none, none is made, since it would
 * close other ways. What may not be read is taken for open, what may not be created is told: the movers then say whether they get through.
 */
export async function ensureNetworkPolicies(move: Move): Promise<void> {
  for (const place of policyPlaces(move.journal.value)) {
    const port = await portOf(move, place);
    const policy = renderPolicy(move.journal.value, place);
    if (!(await isClosed(port, move.journal.value, place))) continue;
    await note(move, place);
    try {
      await createOnce(port, kinds.networkPolicy, withFencingToken(policy, move));
    } catch (error) {
      if (!failedWith(error, 'forbidden')) throw error;
      const text = `NetworkPolicies of namespace ${place.namespace} in ${port.cluster} may keep movers and repository apart, and you may not add one`;
      move.emit({ type: 'warning', text });
    }
  }
}

/** Takes away those that were made, as far as the journal knows. */
export async function removeNetworkPolicies(move: Move): Promise<void> {
  const { id, attempt, policies = [] } = move.journal.value;
  for (const place of policies) {
    if (place.provider !== undefined && isForgotten(move.journal.value, place.provider)) continue;
    const port = await portOf(move, place);
    try {
      const object = await port.find(kinds.networkPolicy, { name: moverPrefix(id, attempt), namespace: place.namespace });
      if (object !== undefined && isMadeByMove(object, move)) await removeOwned(move, port, { kind: kinds.networkPolicy, object });
    } catch (error) {
      // Who may not read it could not create it either.
      if (!failedWith(error, 'forbidden')) throw error;
    }
  }
}

/** The workspace's first. */
function policyPlaces(journal: Journal): readonly PolicyPlace[] {
  const away = homesAway(journal.source, journal.target).map(({ provider, home }) => ({ provider, namespace: home.namespace }));
  return [...[journal.workspace, ...moverNamespaces(journal)].map((namespace) => ({ namespace })), ...away];
}

async function portOf(move: Move, { provider }: PolicyPlace): Promise<KubePort> {
  return provider === undefined ? move.consumer : move.provider(provider);
}

function isOfRepository({ workspace }: Journal, { provider, namespace }: PolicyPlace): boolean {
  return provider === undefined && namespace === workspace;
}

function renderPolicy(journal: Journal, place: PolicyPlace): NetworkPolicy {
  const labels = attemptLabels(journal);
  const metadata = { name: moverPrefix(journal.id, journal.attempt), namespace: place.namespace, labels };
  if (isOfRepository(journal, place)) return renderRepositoryPolicy(metadata, labels);
  return renderMoverPolicy(metadata, labels, place.provider === undefined ? journal.workspace : undefined);
}

async function isClosed(port: KubePort, journal: Journal, place: PolicyPlace): Promise<boolean> {
  const [labels, direction] = isOfRepository(journal, place)
    ? ([repositoryPodLabels(attemptLabels(journal)), 'Ingress'] as const)
    : ([{ ...attemptLabels(journal), [moveLabels.role]: 'source' }, 'Egress'] as const);
  try {
    const { items } = await port.list(kinds.networkPolicy, { namespace: place.namespace });
    return items.some((policy) => isolates(policy, labels, direction));
  } catch (error) {
    if (failedWith(error, 'forbidden') || failedWith(error, 'notFound')) return false;
    throw error;
  }
}

async function note({ journal }: Move, place: PolicyPlace): Promise<void> {
  const same = (one: PolicyPlace) => one.provider === place.provider && one.namespace === place.namespace;
  if (journal.value.policies?.some(same) === true) return;
  await journal.update((value) => ({ ...value, policies: [...(value.policies ?? []), place] }));
}
