import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { AppError } from '../../base/errors.ts';
import { applyLoginFlags, applyServerFlags, givesLogin, type LoginFlags, type ServerFlags } from './config-overrides.ts';
import { applyImpersonationFlags, type ImpersonationFlags } from './impersonation.ts';
import type { Environment } from './environment.ts';
import { podKubeconfig, podNamespace } from './in-cluster.ts';
import { type ClusterEntry, type ContextEntry, parseCluster, parseContext, parseUser, type UserEntry } from './kubeconfig-entries.ts';
import { findEntry, type Kubeconfig, mergeKubeconfigs, type NamedEntry, parseKubeconfig, saysNothing } from './kubeconfig-file.ts';

/** kubectl's flags that choose a cluster and a user. */
export interface ClusterFlags extends ServerFlags, LoginFlags, ImpersonationFlags {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  readonly cluster?: string | undefined;
  readonly user?: string | undefined;
  /** Longest time for one call, in seconds; 0 for our own choice. */
  readonly requestTimeout?: number | undefined;
}

/** What a kubeconfig offers to choose from. */
export interface ConfigNames {
  readonly contexts: readonly string[];
  readonly clusters: readonly string[];
  readonly users: readonly string[];
}

/** The cluster, the user and the namespace that were chosen, with what the flags say instead. */
export interface ClientConfig {
  readonly cluster: ClusterEntry;
  readonly user: UserEntry;
  readonly namespace: string;
}

/**
 * Reads the configuration that kubectl would use: the flag, else KUBECONFIG, else ~/.kube/config, else the pod's own account.
 * Throws AppError `usage` when there is none, or for what is chosen and cannot be used.
 */
export function readClientConfig(flags: ClusterFlags, environment: Environment): ClientConfig {
  const files = configFiles(flags, environment);
  const given = mergeKubeconfigs(files.filter((file) => existsSync(file)).map(readFile));
  const pod = podKubeconfig(environment);
  const chosen = pod !== undefined && saysNothing(given) ? pod : given;
  if (saysNothing(chosen) && flags.server === undefined) throw nothingGiven(files);
  return choose(chosen, flags, pod === undefined ? 'default' : podNamespace(environment));
}

/** What the files that count name, whether or not they choose any of it. Throws AppError `usage` for files that cannot be read. */
export function readConfigNames(flags: ClusterFlags, environment: Environment): ConfigNames {
  const files = configFiles(flags, environment).filter((file) => existsSync(file));
  const { contexts, clusters, users } = mergeKubeconfigs(files.map(readFile));
  return { contexts: namesOf(contexts), clusters: namesOf(clusters), users: namesOf(users) };
}

/** What a kubeconfig that is at hand as text chooses; `whose` names it in errors, `file` is where it was. Throws AppError `usage`. */
export function readClientConfigText(text: string, whose: string, file?: string): ClientConfig {
  return choose(parseKubeconfig(text, `the kubeconfig of ${whose}`, file), {}, 'default');
}

/** Throws AppError `usage` if using this configuration would run programs or read files of this machine. */
export function checkSelfContained({ cluster, user }: ClientConfig, whose: string): void {
  const { exec, authProvider, certFile, keyFile, tokenFile } = user;
  if (![exec, authProvider, certFile, keyFile, tokenFile, cluster.caFile].some(Boolean)) return;
  throw new AppError('usage', `the kubeconfig of ${whose} names programs or files of this machine`, {
    next: ['give one that contains its certificates and token itself'],
  });
}

/** Throws AppError `usage` where the address is none, or a file that is named is not there. */
export function checkUsable({ cluster, user }: ClientConfig): void {
  if (!URL.canParse(cluster.server)) {
    throw new AppError(
      'usage',
      `the address of the cluster ${JSON.stringify(cluster.name)} cannot be used: ${JSON.stringify(cluster.server)}`,
      {
        next: ['write "server" in the kubeconfig like https://10.0.0.1:6443'],
      },
    );
  }
  const tokenFile = user.token === undefined ? user.tokenFile : undefined;
  for (const file of [cluster.caFile, user.certFile, user.keyFile, tokenFile]) {
    if (file === undefined || existsSync(file)) continue;
    throw new AppError('usage', `the kubeconfig names a file that does not exist: ${file}`, {
      next: ['put it there, or name another one'],
    });
  }
}

/** Files that may be there; the one of the flag must. */
function configFiles(flags: ClusterFlags, environment: Environment): string[] {
  if (flags.kubeconfig) {
    if (!existsSync(flags.kubeconfig)) throw new AppError('usage', `kubeconfig ${flags.kubeconfig} does not exist`);
    return [flags.kubeconfig];
  }
  const listed = environment['KUBECONFIG']?.split(delimiter).filter((file) => file !== '') ?? [];
  const home = environment['HOME'] ?? environment['USERPROFILE'];
  return listed.length > 0 || home === undefined ? listed : [join(home, '.kube', 'config')];
}

function readFile(file: string): Kubeconfig {
  return parseKubeconfig(readText(file), `kubeconfig ${file}`, file);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new AppError('usage', `kubeconfig ${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

function nothingGiven(files: readonly string[]): AppError {
  const seen = files.map((file) => `${file} ${existsSync(file) ? 'is empty' : 'does not exist'}`);
  return new AppError('usage', 'no kubeconfig found', { seen, next: ['name one with --kubeconfig FILE, or set KUBECONFIG'] });
}

/** Applies the flags and makes the result complete. */
function choose(kubeconfig: Kubeconfig, flags: ClusterFlags, namespace: string): ClientConfig {
  const context = chooseContext(kubeconfig, flags);
  const user = applyLoginFlags(chooseUser(kubeconfig, context.user, flags), flags);
  return {
    cluster: applyServerFlags(chooseCluster(kubeconfig, context.cluster, flags), flags),
    user: { ...user, impersonate: applyImpersonationFlags(user.impersonate, flags) },
    namespace: context.namespace ?? namespace,
  };
}

function chooseContext({ contexts, currentContext }: Kubeconfig, flags: ClusterFlags): ContextEntry {
  const name = flags.context || currentContext;
  const context = name === '' ? {} : parseContext(findEntry(contexts, name, 'context') ?? unknown('context', name, contexts));
  const cluster = flags.cluster || context.cluster;
  if (name === '' && cluster === undefined && flags.server === undefined) {
    throw new AppError('usage', 'no context is chosen', { next: choices('--context', contexts) });
  }
  return { ...context, cluster, user: flags.user || context.user };
}

function chooseCluster({ clusters }: Kubeconfig, name: string | undefined, flags: ClusterFlags): ClusterEntry {
  const found = name === undefined ? undefined : findEntry(clusters, name, 'cluster');
  if (found !== undefined) return parseCluster(found);
  // An address is enough, but not where the flags name a cluster, too.
  if (flags.server === undefined || flags.cluster) unknown('cluster', name ?? '', clusters);
  return { name: name ?? 'given', server: flags.server, skipTLSVerify: false };
}

function chooseUser({ users }: Kubeconfig, name: string | undefined, flags: ClusterFlags): UserEntry {
  const found = name === undefined ? undefined : findEntry(users, name, 'user');
  if (found !== undefined) return parseUser(found);
  if (name === undefined || (!flags.user && givesLogin(flags))) return { name: name ?? 'nobody' };
  return unknown('user', name, users);
}

function unknown(what: string, name: string, known: readonly NamedEntry[]): never {
  throw new AppError('usage', `the kubeconfig has no ${what} ${JSON.stringify(name)}`, { next: choices(`--${what}`, known) });
}

function choices(flag: string, known: readonly NamedEntry[]): string[] {
  return known.length === 0 ? ['the kubeconfig names none'] : [`${flag} with one of: ${namesOf(known).join(', ')}`];
}

function namesOf(entries: readonly NamedEntry[]): string[] {
  return entries.map(({ name }) => name);
}
