import { existsSync } from 'node:fs';
import type { Cluster, User } from '@kubernetes/client-node';
import { AppError } from '../base/errors.ts';

/** kubectl's flags that say something else about the cluster than the kubeconfig does. */
export interface ServerFlags {
  readonly server?: string | undefined;
  /** File with certificates to trust. */
  readonly certificateAuthority?: string | undefined;
  readonly insecureSkipTlsVerify?: true | undefined;
  readonly tlsServerName?: string | undefined;
}

/** kubectl's flags that say something else about the user than the kubeconfig does. */
export interface LoginFlags {
  readonly token?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly clientCertificate?: string | undefined;
  readonly clientKey?: string | undefined;
}

/** kubectl's flags for acting as somebody else. */
export interface ImpersonationFlags {
  readonly as?: string | undefined;
  readonly asUid?: string | undefined;
  readonly asGroup?: readonly string[] | undefined;
  /** Pairs as in `key=value`. */
  readonly asUserExtra?: readonly string[] | undefined;
}

/** The cluster with what the flags say instead, by kubectl's rules. Throws AppError `usage`. */
export function applyServerFlags(cluster: Cluster, flags: ServerFlags): Cluster {
  const { server, certificateAuthority, insecureSkipTlsVerify, tlsServerName } = flags;
  if (server !== undefined && !URL.canParse(withScheme(server))) {
    throw new AppError('usage', `--server: ${JSON.stringify(server)} is not an address`, { next: ['write it like https://10.0.0.1:6443'] });
  }
  if (certificateAuthority !== undefined && insecureSkipTlsVerify === true) {
    throw new AppError('usage', '--certificate-authority and --insecure-skip-tls-verify contradict each other', {
      next: ['leave one out'],
    });
  }
  checkFile('--certificate-authority', certificateAuthority);
  const { caData, caFile, tlsServerName: known, ...rest } = cluster;
  const trustGiven = certificateAuthority !== undefined || insecureSkipTlsVerify === true;
  // A name that belongs to the kubeconfig's server would be looked for in the certificate of another.
  const name = tlsServerName ?? (server === undefined ? known : undefined);
  return {
    ...rest,
    ...(server !== undefined && { server: withScheme(server) }),
    ...(trustGiven ? { skipTLSVerify: insecureSkipTlsVerify === true } : { ...(caData && { caData }), ...(caFile && { caFile }) }),
    ...(certificateAuthority !== undefined && { caFile: certificateAuthority }),
    ...(name && { tlsServerName: name }),
  };
}

/** The user with what the flags say instead; a login that is given takes the place of the kubeconfig's, plugins included. */
export function applyLoginFlags(user: User, flags: LoginFlags): User {
  const { token, username, password, clientCertificate, clientKey } = flags;
  if (token !== undefined && (username ?? password) !== undefined) {
    throw new AppError('usage', '--token and --username or --password contradict each other', { next: ['log in by one of them'] });
  }
  checkFile('--client-certificate', clientCertificate);
  checkFile('--client-key', clientKey);
  if (token !== undefined) return { ...withoutLogin(user), token };
  if ((username ?? password) !== undefined) {
    return { ...withoutLogin(user), username: username ?? user.username ?? '', password: password ?? user.password ?? '' };
  }
  return withCertificate(user, { clientCertificate, clientKey });
}

/** Headers that ask the server to take the caller for somebody else; the caller needs the right to impersonate. Throws AppError `usage`. */
export function impersonationHeaders({ as, asUid, asGroup = [], asUserExtra = [] }: ImpersonationFlags): Record<string, string | string[]> {
  if (as === undefined && (asUid !== undefined || asGroup.length + asUserExtra.length > 0)) {
    throw new AppError('usage', '--as-group, --as-uid and --as-user-extra need --as', { next: ['add --as USER'] });
  }
  const extra: Record<string, string[]> = {};
  for (const pair of asUserExtra) {
    const [key, value] = splitExtra(pair);
    (extra[`Impersonate-Extra-${encodeURIComponent(key.toLowerCase())}`] ??= []).push(value);
  }
  return {
    ...(as !== undefined && { 'Impersonate-User': as }),
    ...(asUid !== undefined && { 'Impersonate-Uid': asUid }),
    ...(asGroup.length > 0 && { 'Impersonate-Group': [...asGroup] }),
    ...extra,
  };
}

function withoutLogin(user: User): User {
  const { token: _t, username: _u, password: _p, exec: _e, authProvider: _a, ...rest } = user;
  return rest;
}

function withCertificate(user: User, { clientCertificate, clientKey }: LoginFlags): User {
  if (clientCertificate === undefined && clientKey === undefined) return user;
  const { certData, keyData, ...rest } = withoutLogin(user);
  return {
    ...rest,
    ...(clientCertificate === undefined ? certData && { certData } : { certFile: clientCertificate }),
    ...(clientKey === undefined ? keyData && { keyData } : { keyFile: clientKey }),
  };
}

/** kubectl takes an address without a scheme for plain http. */
function withScheme(server: string): string {
  return /^https?:\/\//.test(server) ? server : `http://${server}`;
}

function splitExtra(pair: string): [string, string] {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
  if (key !== undefined && value !== undefined) return [key, value];
  throw new AppError('usage', '--as-user-extra: not a pair', { next: ['write it like key=value'] });
}

function checkFile(flag: string, file: string | undefined): void {
  if (file === undefined || existsSync(file)) return;
  throw new AppError('usage', `${flag}: ${file} does not exist`);
}
