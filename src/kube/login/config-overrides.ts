import { existsSync } from 'node:fs';
import { AppError } from '../../base/errors.ts';
import type { ClusterEntry, UserEntry } from './kubeconfig-entries.ts';

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

/** The cluster with what the flags say instead, by kubectl's rules. Throws AppError `usage`. */
export function applyServerFlags(cluster: ClusterEntry, flags: ServerFlags): ClusterEntry {
  checkServerFlags(flags);
  return applyTrust(applyAddress(cluster, flags), flags);
}

/** The user with what the flags say instead; a login that is given takes the place of the kubeconfig's, plugins included. */
export function applyLoginFlags(user: UserEntry, flags: LoginFlags): UserEntry {
  const { token, username = user.username ?? '', password = user.password ?? '' } = flags;
  const byPassword = flags.username !== undefined || flags.password !== undefined;
  if (token !== undefined && byPassword) {
    throw new AppError('usage', '--token and --username or --password contradict each other', { next: ['log in by one of them'] });
  }
  const certified = applyCertificate(user, flags);
  if (token !== undefined) return { ...withoutLogin(certified), token };
  return byPassword ? { ...withoutLogin(certified), username, password } : certified;
}

/** Whether the flags say how to log in. */
export function givesLogin({ token, username, password, clientCertificate }: LoginFlags): boolean {
  return [token, username, password, clientCertificate].some((given) => given !== undefined);
}

function checkServerFlags({ server, certificateAuthority, insecureSkipTlsVerify }: ServerFlags): void {
  if (server !== undefined && !URL.canParse(withScheme(server))) {
    throw new AppError('usage', `--server: ${JSON.stringify(server)} is not an address`, { next: ['write it like https://10.0.0.1:6443'] });
  }
  if (certificateAuthority !== undefined && insecureSkipTlsVerify === true) {
    throw new AppError('usage', '--certificate-authority and --insecure-skip-tls-verify contradict each other', {
      next: ['leave one out'],
    });
  }
  checkFile('--certificate-authority', certificateAuthority);
}

function applyAddress({ tlsServerName: known, ...rest }: ClusterEntry, { server, tlsServerName }: ServerFlags): ClusterEntry {
  // A name that belongs to the kubeconfig's server would be looked for in the certificate of another.
  const name = tlsServerName ?? (server === undefined ? known : undefined);
  return { ...rest, server: withScheme(server ?? rest.server), ...(name !== undefined && { tlsServerName: name }) };
}

/** What is trusted is said by the flags or by the kubeconfig, never by both. */
function applyTrust(cluster: ClusterEntry, { certificateAuthority, insecureSkipTlsVerify }: ServerFlags): ClusterEntry {
  const { caData: _d, caFile: _f, ...rest } = cluster;
  if (certificateAuthority !== undefined) return { ...rest, skipTLSVerify: false, caFile: certificateAuthority };
  return insecureSkipTlsVerify === true ? { ...rest, skipTLSVerify: true } : cluster;
}

function withoutLogin(user: UserEntry): UserEntry {
  const { token: _t, tokenFile: _f, username: _u, password: _p, exec: _e, authProvider: _a, ...rest } = user;
  return rest;
}

function applyCertificate(user: UserEntry, { clientCertificate, clientKey }: LoginFlags): UserEntry {
  checkFile('--client-certificate', clientCertificate);
  checkFile('--client-key', clientKey);
  if (clientCertificate === undefined && clientKey === undefined) return user;
  // A file counts more than data: only what is given needs to be set.
  const given = {
    ...(clientCertificate !== undefined && { certFile: clientCertificate }),
    ...(clientKey !== undefined && { keyFile: clientKey }),
  };
  return { ...withoutLogin(user), ...given };
}

/** kubectl takes an address without a scheme for plain http. */
function withScheme(server: string): string {
  return /^https?:\/\//.test(server) ? server : `http://${server}`;
}

function checkFile(flag: string, file: string | undefined): void {
  if (file === undefined || existsSync(file)) return;
  throw new AppError('usage', `${flag}: ${file} does not exist`);
}
