import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { AppError } from '../../base/errors.ts';
import { chooseConfig, type ClientConfig } from './choose-config.ts';
import type { ConfigOverrides, Spelling } from './config-overrides.ts';
import type { Environment } from './environment.ts';
import { podKubeconfig, podNamespace } from './in-cluster.ts';
import { type Kubeconfig, mergeKubeconfigs, namesOf, parseKubeconfig, saysNothing } from './kubeconfig-file.ts';

/** What a kubeconfig offers to choose from. */
export interface ConfigNames {
  readonly contexts: readonly string[];
  readonly clusters: readonly string[];
  readonly users: readonly string[];
}

/** What is asked besides the overrides themselves. */
interface Surroundings {
  readonly environment: Environment;
  /** Their own names unless given. */
  readonly spell?: Spelling;
}

const asWritten: Spelling = (override) => override;

/**
 * Reads the configuration that kubectl would use: the file that is named, else KUBECONFIG, else ~/.kube/config, else the pod's own account.
 * Throws AppError `usage` when there is none, or for what is chosen and cannot be used.
 */
export function readClientConfig(overrides: ConfigOverrides, { environment, spell = asWritten }: Surroundings): ClientConfig {
  const files = configFiles(overrides, { environment, spell });
  const given = mergeKubeconfigs(files.filter((file) => existsSync(file)).map((file) => readFile(file, spell)));
  const pod = podKubeconfig(environment);
  const chosen = pod !== undefined && saysNothing(given) ? pod : given;
  if (saysNothing(chosen) && overrides.server === undefined) throw nothingGiven(files, spell);
  const namespace = pod === undefined ? 'default' : podNamespace(environment);
  return chooseConfig(chosen, { overrides, spell, namespace });
}

/** What the files that count name, whether or not they choose any of it. Throws AppError `usage` for files that cannot be read. */
export function readConfigNames(overrides: ConfigOverrides, environment: Environment): ConfigNames {
  const files = configFiles(overrides, { environment, spell: asWritten }).filter((file) => existsSync(file));
  const { contexts, clusters, users } = mergeKubeconfigs(files.map((file) => readFile(file, asWritten)));
  return { contexts: namesOf(contexts), clusters: namesOf(clusters), users: namesOf(users) };
}

/** What a kubeconfig that is at hand as text chooses; `whose` names it in errors, `file` is where it was. Throws AppError `usage`. */
export function readClientConfigText(text: string, whose: string, file?: string): ClientConfig {
  const kubeconfig = parseKubeconfig(text, `the kubeconfig of ${whose}`, file);
  return chooseConfig(kubeconfig, { overrides: {}, spell: asWritten, namespace: 'default' });
}

/** Throws AppError `usage` if using this configuration would run programs or read files of this machine. */
export function checkSelfContained({ cluster, user }: ClientConfig, whose: string): void {
  const { exec, authProvider, certFile, keyFile, tokenFile } = user;
  if (![exec, authProvider, certFile, keyFile, tokenFile, cluster.caFile].some(Boolean)) return;
  throw new AppError('usage', `the kubeconfig of ${whose} names programs or files of this machine`, {
    next: ['give one that contains its certificates and token itself'],
  });
}

/** Throws AppError `usage` where the address is none, the login is one that kubectl has given up, or a file that is named is not there. */
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
  const provider = user.authProvider?.name ?? 'oidc';
  if (provider !== 'oidc') {
    throw new AppError('usage', `the kubeconfig logs in by the auth provider ${JSON.stringify(provider)}, which kubectl has given up too`, {
      next: ['log in by a program (exec): gke-gcloud-auth-plugin for gcp, kubelogin for azure'],
    });
  }
  const tokenFile = user.token === undefined ? user.tokenFile : undefined;
  for (const file of [cluster.caFile, user.certFile, user.keyFile, tokenFile]) {
    if (file === undefined || existsSync(file)) continue;
    throw new AppError('usage', `the kubeconfig names a file that does not exist: ${file}`, {
      next: ['put it there, or name another one'],
    });
  }
}

/** Files that may be there; one that is named must. */
function configFiles({ kubeconfig }: ConfigOverrides, { environment, spell }: Required<Surroundings>): string[] {
  if (kubeconfig) {
    if (existsSync(kubeconfig)) return [kubeconfig];
    throw new AppError('usage', `kubeconfig ${kubeconfig} does not exist`, { next: [nameOther(spell)] });
  }
  const listed = environment['KUBECONFIG']?.split(delimiter).filter((file) => file !== '') ?? [];
  const home = environment['HOME'] ?? environment['USERPROFILE'];
  return listed.length > 0 || home === undefined ? listed : [join(home, '.kube', 'config')];
}

function readFile(file: string, spell: Spelling): Kubeconfig {
  return parseKubeconfig(readText(file, spell), `kubeconfig ${file}`, file);
}

function readText(file: string, spell: Spelling): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('usage', `kubeconfig ${file} cannot be read: ${why}`, { next: [nameOther(spell)], cause });
  }
}

function nameOther(spell: Spelling): string {
  return `name another one with ${spell('kubeconfig')} FILE, or set KUBECONFIG`;
}

function nothingGiven(files: readonly string[], spell: Spelling): AppError {
  const seen = files.map((file) => `${file} ${existsSync(file) ? 'is empty' : 'does not exist'}`);
  return new AppError('usage', 'no kubeconfig found', { seen, next: [`name one with ${spell('kubeconfig')} FILE, or set KUBECONFIG`] });
}
