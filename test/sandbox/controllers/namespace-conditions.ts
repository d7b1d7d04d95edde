import type { Kind, Namespace } from '../../../src/kube/objects/kinds.ts';
import type { Stored } from './objects.ts';

/** What is left in a namespace after everything was told to go. */
export interface Leftovers {
  readonly remaining: ReadonlyMap<Kind<Stored>, readonly Stored[]>;
  readonly failures: readonly string[];
}

interface Condition {
  type: string;
  status: string;
  reason: string;
  message: string;
}

/** Why the namespace is still there, as its controller says it; undefined when its conditions say so already. */
export function renderConditions(namespace: Namespace, leftovers: Leftovers, now: string): object[] | undefined {
  const wanted = [
    condition('NamespaceDeletionDiscoveryFailure', 'ResourcesDiscovered', { otherwise: 'All resources successfully discovered' }),
    condition('NamespaceDeletionGroupVersionParsingFailure', 'ParsedGroupVersions', {
      otherwise: 'All legacy kube types successfully parsed',
    }),
    leftovers.failures.length === 0
      ? condition('NamespaceDeletionContentFailure', 'ContentDeleted', {
          otherwise: 'All content successfully deleted, may be waiting on finalization',
        })
      : condition('NamespaceDeletionContentFailure', 'ContentDeletionFailed', {
          message: `Failed to delete all resource types, ${leftovers.failures.length} remaining: ${leftovers.failures.join(', ')}`,
        }),
    remainingResources(leftovers),
    remainingFinalizers(leftovers),
  ];
  const known = namespace.status?.conditions ?? [];
  const same = wanted.every((one) =>
    known.some(({ type, status, message }) => type === one.type && status === one.status && message === one.message),
  );
  return same ? undefined : wanted.map((one) => ({ ...one, lastTransitionTime: now }));
}

function remainingResources({ remaining }: Leftovers): Condition {
  const counts = [...remaining].map(([kind, objects]) => `${resourceOf(kind)} has ${objects.length} resource instances`).toSorted();
  if (counts.length === 0)
    return condition('NamespaceContentRemaining', 'ContentRemoved', { otherwise: 'All content successfully removed' });
  return condition('NamespaceContentRemaining', 'SomeResourcesRemain', { message: `Some resources are remaining: ${counts.join(', ')}` });
}

function remainingFinalizers({ remaining }: Leftovers): Condition {
  const counts = new Map<string, number>();
  for (const object of [...remaining.values()].flat()) {
    for (const finalizer of object.metadata.finalizers ?? []) counts.set(finalizer, (counts.get(finalizer) ?? 0) + 1);
  }
  const words = [...counts].map(([finalizer, count]) => `${finalizer} in ${count} resource instances`).toSorted();
  if (words.length === 0) {
    return condition('NamespaceFinalizersRemaining', 'ContentHasNoFinalizers', { otherwise: 'All content-preserving finalizers finished' });
  }
  const message = `Some content in the namespace has finalizers remaining: ${words.join(', ')}`;
  return condition('NamespaceFinalizersRemaining', 'SomeFinalizersRemain', { message });
}

function condition(type: string, reason: string, words: { message: string } | { otherwise: string }): Condition {
  if ('message' in words) return { type, status: 'True', reason, message: words.message };
  return { type, status: 'False', reason, message: words.otherwise };
}

/** `pods.`, `jobs.batch`: how these messages call a resource. */
function resourceOf({ apiVersion, plural }: Kind<Stored>): string {
  return apiVersion.includes('/') ? `${plural}.${apiVersion.split('/')[0]}` : `${plural}.`;
}
