import { existsSync } from 'node:fs';
import { AppError } from '../../base/errors.ts';
import type { LoginOverrides, ServerOverrides, Spelling } from './config-overrides.ts';
import type { ClusterEntry, UserEntry } from './kubeconfig-entries.ts';

/** The cluster with what is said instead, by kubectl's rules. Throws AppError `usage`. */
export function applyServerOverrides(cluster: ClusterEntry, overrides: ServerOverrides, spell: Spelling): ClusterEntry {
  checkServerOverrides(overrides, spell);
  return applyTrust(applyAddress(cluster, overrides), overrides);
}

/** The user with what is said instead; a login that is given takes the place of the kubeconfig's, plugins included. Throws AppError `usage`. */
export function applyLoginOverrides(user: UserEntry, overrides: LoginOverrides, spell: Spelling): UserEntry {
  const { token, username = user.username ?? '', password = user.password ?? '' } = overrides;
  const byPassword = overrides.username !== undefined || overrides.password !== undefined;
  if (token !== undefined && byPassword) {
    throw new AppError('usage', `${spell('token')} and ${spell('username')} or ${spell('password')} cannot be combined`, {
      next: ['log in by one of them'],
    });
  }
  const certified = applyCertificate(user, overrides, spell);
  if (token !== undefined) return { ...withoutLogin(certified), token };
  return byPassword ? { ...withoutLogin(certified), username, password } : certified;
}

/** Whether it is said how to log in. */
export function givesLogin({ token, username, password, clientCertificate }: LoginOverrides): boolean {
  return [token, username, password, clientCertificate].some((given) => given !== undefined);
}

function checkServerOverrides({ server, certificateAuthority, insecureSkipTlsVerify }: ServerOverrides, spell: Spelling): void {
  if (server !== undefined && !URL.canParse(withScheme(server))) {
    throw new AppError('usage', `${spell('server')}: ${JSON.stringify(server)} is not an address`, {
      next: ['write it like https://10.0.0.1:6443'],
    });
  }
  if (certificateAuthority !== undefined && insecureSkipTlsVerify === true) {
    throw new AppError('usage', `${spell('certificateAuthority')} and ${spell('insecureSkipTlsVerify')} cannot be combined`, {
      next: ['leave one out'],
    });
  }
  checkFile(spell('certificateAuthority'), certificateAuthority);
}

function applyAddress({ tlsServerName: known, ...rest }: ClusterEntry, { server, tlsServerName }: ServerOverrides): ClusterEntry {
  // A name that belongs to the kubeconfig's server would be looked for in the certificate of another.
  const name = tlsServerName ?? (server === undefined ? known : undefined);
  return { ...rest, server: withScheme(server ?? rest.server), ...(name !== undefined && { tlsServerName: name }) };
}

/** What is trusted is said by the overrides or by the kubeconfig, never by both. */
function applyTrust(cluster: ClusterEntry, { certificateAuthority, insecureSkipTlsVerify }: ServerOverrides): ClusterEntry {
  const { caData: _d, caFile: _f, ...rest } = cluster;
  if (certificateAuthority !== undefined) return { ...rest, skipTLSVerify: false, caFile: certificateAuthority };
  return insecureSkipTlsVerify === true ? { ...rest, skipTLSVerify: true } : cluster;
}

function withoutLogin(user: UserEntry): UserEntry {
  const { token: _t, tokenFile: _f, username: _u, password: _p, exec: _e, authProvider: _a, ...rest } = user;
  return rest;
}

function applyCertificate(user: UserEntry, { clientCertificate, clientKey }: LoginOverrides, spell: Spelling): UserEntry {
  checkFile(spell('clientCertificate'), clientCertificate);
  checkFile(spell('clientKey'), clientKey);
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

function checkFile(name: string, file: string | undefined): void {
  if (file === undefined || existsSync(file)) return;
  throw new AppError('usage', `${name}: ${file} does not exist`);
}
