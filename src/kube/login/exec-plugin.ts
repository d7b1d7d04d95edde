import { readFileSync } from 'node:fs';
import { isatty } from 'node:tty';
import * as v from 'valibot';
import { AppError } from '../../base/errors.ts';
import type { Environment } from './environment.ts';
import type { ClusterEntry, ExecEntry } from './kubeconfig-entries.ts';

/** What a credential plugin has printed: a token, or PEM of a certificate and its key, or both. */
export interface PluginCredential {
  readonly token?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** Milliseconds since 1970; undefined for one that is used until the server refuses it. */
  readonly expires?: number | undefined;
}

const answerSchema = v.object({
  status: v.object({
    token: v.nullish(v.string(), ''),
    clientCertificateData: v.nullish(v.string(), ''),
    clientKeyData: v.nullish(v.string(), ''),
    expirationTimestamp: v.nullish(v.string(), ''),
  }),
});

/**
 * Runs a credential plugin by the rules of client-go (`client.authentication.k8s.io`). What it says on stderr goes to our stderr as it
 * comes, and it may ask there: device codes and password prompts. Throws AppError `cluster`, which repeats nothing that it printed.
 */
export async function runPlugin(exec: ExecEntry, cluster: ClusterEntry, environment: Environment): Promise<PluginCredential> {
  const atTerminal = isatty(0);
  if (exec.interactiveMode === 'Always' && !atTerminal) throw failed(exec, 'needs a terminal to ask its questions, and there is none');
  const interactive = exec.interactiveMode !== 'Never' && atTerminal;
  const spec = { ...(exec.provideClusterInfo && { cluster: clusterInfo(cluster) }), interactive };
  const info = JSON.stringify({ kind: 'ExecCredential', apiVersion: exec.apiVersion, spec });
  const own = Object.fromEntries(exec.env.map(({ name, value }) => [name, value]));
  return parseAnswer(exec, await printed(exec, { ...environment, ...own, KUBERNETES_EXEC_INFO: info }, interactive));
}

async function printed(exec: ExecEntry, env: Environment, interactive: boolean): Promise<string> {
  // Few users log in by a program: the others need not wait for this.
  const { execa } = await import('execa');
  const { stdout, exitCode, signal, cause } = await execa(exec.command, exec.args, {
    env: { ...env },
    extendEnv: false,
    stdin: interactive ? 'inherit' : 'ignore',
    stderr: 'inherit',
    cleanup: false,
    reject: false,
  });
  if (exitCode === 0) return stdout ?? '';
  if (exitCode !== undefined) throw failed(exec, `failed with exit code ${exitCode}`);
  throw signal === undefined ? notStarted(exec, cause) : failed(exec, `was ended by ${signal}`);
}

function parseAnswer(exec: ExecEntry, output: string): PluginCredential {
  const parsed = v.safeParse(answerSchema, parseJson(output));
  if (!parsed.success) throw failed(exec, 'printed no credential');
  const { token, clientCertificateData: cert, clientKeyData: key, expirationTimestamp } = parsed.output.status;
  if (!token && !cert && !key) throw failed(exec, 'printed no credential');
  if (!cert !== !key) throw failed(exec, 'printed a certificate without its key, or a key alone');
  const expires = Date.parse(expirationTimestamp);
  return {
    token: token || undefined,
    ...(cert && { cert, key }),
    expires: Number.isNaN(expires) ? undefined : expires,
  };
}

function parseJson(output: string): unknown {
  try {
    return JSON.parse(output);
  } catch {
    return undefined;
  }
}

/** The cluster as plugins are told of it (`ExecCredential.spec.cluster`). */
function clusterInfo({ server, tlsServerName, skipTLSVerify, caData, caFile, ...rest }: ClusterEntry): object {
  const authority = caData ?? (caFile === undefined ? undefined : readFileSync(caFile).toString('base64'));
  return {
    server,
    ...(tlsServerName !== undefined && { 'tls-server-name': tlsServerName }),
    ...(skipTLSVerify && { 'insecure-skip-tls-verify': true }),
    ...(authority !== undefined && { 'certificate-authority-data': authority }),
    ...(rest.proxyUrl !== undefined && { 'proxy-url': rest.proxyUrl }),
    ...(rest.disableCompression === true && { 'disable-compression': true }),
    ...(rest.pluginConfig !== undefined && { config: rest.pluginConfig }),
  };
}

function notStarted(exec: ExecEntry, cause: unknown): AppError {
  const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
  const why = cause instanceof Error ? cause.message : String(cause);
  const hint = exec.installHint?.split('\n').filter((line) => line.trim() !== '') ?? [];
  return failed(exec, missing ? 'was not found' : `cannot be started: ${why}`, [...hint, 'install it, or put it on the PATH']);
}

function failed({ command }: ExecEntry, what: string, next: readonly string[] = []): AppError {
  return new AppError('cluster', `the login program ${JSON.stringify(command)} ${what}`, { next });
}
