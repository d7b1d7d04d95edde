import { AppError } from '../../base/errors.ts';
import { applyLoginOverrides, applyServerOverrides, givesLogin } from './apply-overrides.ts';
import type { ConfigOverrides, Spelling } from './config-overrides.ts';
import { applyImpersonation } from './impersonation.ts';
import { type ClusterEntry, type ContextEntry, parseCluster, parseContext, parseUser, type UserEntry } from './kubeconfig-entries.ts';
import { findEntry, type Kubeconfig, type NamedEntry, namesOf } from './kubeconfig-file.ts';

/** The cluster, the user and the namespace that were chosen, with what is said instead of the kubeconfig. */
export interface ClientConfig {
  readonly cluster: ClusterEntry;
  readonly user: UserEntry;
  readonly namespace: string;
}

interface Choice {
  readonly overrides: ConfigOverrides;
  readonly spell: Spelling;
  /** Where the context names none. */
  readonly namespace: string;
}

/** Chooses from a kubeconfig by kubectl's rules. Throws AppError `usage` for what is chosen and not there, or cannot be used. */
export function chooseConfig(kubeconfig: Kubeconfig, choice: Choice): ClientConfig {
  const { overrides, spell } = choice;
  const context = chooseContext(kubeconfig, choice);
  const user = applyLoginOverrides(chooseUser(kubeconfig, context.user, choice), overrides, spell);
  return {
    cluster: applyServerOverrides(chooseCluster(kubeconfig, context.cluster, choice), overrides, spell),
    user: { ...user, impersonate: applyImpersonation(user.impersonate, overrides, spell) },
    namespace: context.namespace ?? choice.namespace,
  };
}

function chooseContext({ contexts, currentContext }: Kubeconfig, { overrides, spell }: Choice): ContextEntry {
  const name = overrides.context || currentContext;
  const context =
    name === '' ? {} : parseContext(findEntry(contexts, name, 'context') ?? unknown({ what: 'context', name, spell }, contexts));
  const cluster = overrides.cluster || context.cluster;
  if (name === '' && cluster === undefined && overrides.server === undefined) {
    throw new AppError('usage', 'no context is chosen', { next: choices(spell('context'), contexts) });
  }
  return { ...context, cluster, user: overrides.user || context.user };
}

function chooseCluster({ clusters }: Kubeconfig, name: string | undefined, { overrides, spell }: Choice): ClusterEntry {
  const found = name === undefined ? undefined : findEntry(clusters, name, 'cluster');
  if (found !== undefined) return parseCluster(found);
  // An address is enough, but not where a cluster is named, too.
  if (overrides.server === undefined || overrides.cluster) unknown({ what: 'cluster', name: name ?? '', spell }, clusters);
  return { name: name ?? 'given', server: overrides.server, skipTLSVerify: false };
}

function chooseUser({ users }: Kubeconfig, name: string | undefined, { overrides, spell }: Choice): UserEntry {
  const found = name === undefined ? undefined : findEntry(users, name, 'user');
  if (found !== undefined) return parseUser(found);
  if (name === undefined || (!overrides.user && givesLogin(overrides))) return { name: name ?? 'nobody' };
  return unknown({ what: 'user', name, spell }, users);
}

interface Missing {
  readonly what: 'context' | 'cluster' | 'user';
  readonly name: string;
  readonly spell: Spelling;
}

function unknown({ what, name, spell }: Missing, known: readonly NamedEntry[]): never {
  throw new AppError('usage', `the kubeconfig has no ${what} ${JSON.stringify(name)}`, { next: choices(spell(what), known) });
}

function choices(override: string, known: readonly NamedEntry[]): string[] {
  return known.length === 0 ? ['the kubeconfig names none'] : [`${override} with one of: ${namesOf(known).join(', ')}`];
}
