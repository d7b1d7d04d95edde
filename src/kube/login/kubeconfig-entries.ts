import { isAbsolute, join } from 'node:path';
import * as v from 'valibot';
import { AppError } from '../../base/errors.ts';
import type { NamedEntry } from './kubeconfig-file.ts';

/** A cluster of a kubeconfig; paths are absolute. */
export interface ClusterEntry {
  readonly name: string;
  readonly server: string;
  /** Base64 of PEM. */
  readonly caData?: string | undefined;
  readonly caFile?: string | undefined;
  readonly skipTLSVerify: boolean;
  readonly tlsServerName?: string | undefined;
  readonly proxyUrl?: string | undefined;
  readonly disableCompression?: boolean | undefined;
  /** What the cluster's entry has for credential plugins. */
  readonly pluginConfig?: unknown;
}

/** A user of a kubeconfig; paths are absolute. */
export interface UserEntry {
  readonly name: string;
  /** Base64 of PEM, as `keyData`. */
  readonly certData?: string | undefined;
  readonly certFile?: string | undefined;
  readonly keyData?: string | undefined;
  readonly keyFile?: string | undefined;
  readonly token?: string | undefined;
  readonly tokenFile?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly authProvider?: { readonly name: string } | undefined;
  readonly exec?: ExecEntry | undefined;
  readonly impersonate?: Impersonation | undefined;
}

/** Whom to act as. */
export interface Impersonation {
  readonly user?: string | undefined;
  readonly uid?: string | undefined;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/** A program that prints credentials. */
export interface ExecEntry {
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly installHint?: string | undefined;
  readonly provideClusterInfo: boolean;
  readonly interactiveMode: 'Never' | 'IfAvailable' | 'Always';
}

/** A context of a kubeconfig. */
export interface ContextEntry {
  readonly cluster?: string | undefined;
  readonly user?: string | undefined;
  readonly namespace?: string | undefined;
}

/** Name of the cluster's extension that is handed to credential plugins (client-go, `exec` cluster info). */
const pluginExtension = 'client.authentication.k8s.io/exec';

// In Go, absent, null and "" are the same.
const text = v.pipe(
  v.nullish(v.string(), ''),
  v.transform((value) => value || undefined),
);
const texts = v.nullish(v.array(v.string()), []);
const flag = v.nullish(v.boolean(), false);
const filled = v.pipe(v.string(), v.nonEmpty());

const clusterSchema = v.object({
  server: filled,
  'certificate-authority': text,
  'certificate-authority-data': text,
  'insecure-skip-tls-verify': flag,
  'tls-server-name': text,
  'proxy-url': text,
  'disable-compression': flag,
  extensions: v.nullish(v.array(v.object({ name: text, extension: v.unknown() })), []),
});

const execSchema = v.object({
  apiVersion: filled,
  command: filled,
  args: texts,
  env: v.nullish(v.array(v.object({ name: filled, value: v.nullish(v.string(), '') })), []),
  installHint: text,
  provideClusterInfo: flag,
  interactiveMode: v.nullish(v.picklist(['Never', 'IfAvailable', 'Always']), 'IfAvailable'),
});

const userSchema = v.object({
  'client-certificate': text,
  'client-certificate-data': text,
  'client-key': text,
  'client-key-data': text,
  token: text,
  tokenFile: text,
  username: text,
  password: text,
  as: text,
  'as-uid': text,
  'as-groups': texts,
  'as-user-extra': v.nullish(v.record(v.string(), texts), {}),
  'auth-provider': v.nullish(v.looseObject({ name: filled })),
  exec: v.nullish(execSchema),
});

const contextSchema = v.object({ cluster: text, user: text, namespace: text });

/** Throws AppError `usage`, as the others here do, for an entry that kubectl would not take. */
export function parseCluster(entry: NamedEntry): ClusterEntry {
  const body = parseBody(clusterSchema, entry, 'cluster');
  const caData = body['certificate-authority-data'];
  return {
    name: entry.name,
    server: body.server,
    caData,
    caFile: fileUnless(caData, body['certificate-authority'], entry),
    skipTLSVerify: body['insecure-skip-tls-verify'],
    tlsServerName: body['tls-server-name'],
    proxyUrl: body['proxy-url'],
    disableCompression: body['disable-compression'],
    pluginConfig: body.extensions.find(({ name }) => name === pluginExtension)?.extension,
  };
}

export function parseUser(entry: NamedEntry): UserEntry {
  const body = parseBody(userSchema, entry, 'user');
  const { token, username, password, exec } = body;
  const certData = body['client-certificate-data'];
  const keyData = body['client-key-data'];
  return {
    name: entry.name,
    certData,
    certFile: fileUnless(certData, body['client-certificate'], entry),
    keyData,
    keyFile: fileUnless(keyData, body['client-key'], entry),
    token,
    tokenFile: absolute(body.tokenFile, entry),
    username,
    password,
    authProvider: body['auth-provider'] ?? undefined,
    // A bare name is looked for on the PATH.
    exec: exec ? { ...exec, command: (exec.command.includes('/') && absolute(exec.command, entry)) || exec.command } : undefined,
    impersonate: { user: body.as, uid: body['as-uid'], groups: body['as-groups'], extra: body['as-user-extra'] },
  };
}

export function parseContext(entry: NamedEntry): ContextEntry {
  return parseBody(contextSchema, entry, 'context');
}

/** Data counts more than a file. */
function fileUnless(data: string | undefined, file: string | undefined, entry: NamedEntry): string | undefined {
  return data === undefined ? absolute(file, entry) : undefined;
}

function absolute(file: string | undefined, { folder }: NamedEntry): string | undefined {
  return file === undefined || folder === undefined || isAbsolute(file) ? file : join(folder, file);
}

function parseBody<T>(schema: v.GenericSchema<unknown, T>, { name, body }: NamedEntry, what: string): T {
  const parsed = v.safeParse(schema, body ?? {});
  if (parsed.success) return parsed.output;
  // Without the value that is wrong, which may be a secret.
  const field = v.getDotPath(parsed.issues[0]) ?? what;
  throw new AppError('usage', `the kubeconfig's ${what} ${JSON.stringify(name)} has no usable ${JSON.stringify(field)}`, {
    next: ['repair it, or choose another context'],
  });
}
