import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { stringify } from 'yaml';
import { type Authorizer, withImpliedGroups } from './authorization.ts';
import type { User } from './call.ts';
import { ApiError, unauthorized } from './status.ts';

const tokenPath = '/token/';

/** Splits the token off an address that has one. */
export function splitToken(path: string): { token: string; rest: string } {
  const [, token = '', rest = path] = /^\/token\/([^/?]+)(.*)$/.exec(path) ?? [];
  return { token, rest };
}

/** Bearer tokens and the kubeconfigs that carry them. */
export class Tokens {
  readonly #cluster: string;
  readonly #users = new Map<string, User>();
  readonly #tokens = new Map<string, string>();

  constructor(cluster: string) {
    this.#cluster = cluster;
  }

  /**
   * A kubeconfig whose context is called like the cluster. The token is in the address too: kubectl sends no credentials
   * over plain HTTP.
   */
  kubeconfig(user: User, server: string): string {
    const { name } = user;
    const token = this.#tokenOf(user);
    return stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: this.#cluster, cluster: { server: `${server}${tokenPath}${token}`, 'insecure-skip-tls-verify': true } }],
      users: [{ name, user: { token } }],
      contexts: [{ name: this.#cluster, context: { cluster: this.#cluster, user: name } }],
      'current-context': this.#cluster,
    });
  }

  /** Who sent a request, by header or else by address, impersonation included. Throws 401 and 403. */
  authenticate(headers: IncomingHttpHeaders, tokenInPath: string, authorizer: Authorizer): User {
    const [, token = tokenInPath] = /^Bearer (.+)$/i.exec(headers.authorization ?? '') ?? [];
    const user = this.#users.get(token);
    if (user === undefined) throw unauthorized();
    return impersonated(user, headers, authorizer);
  }

  #tokenOf(user: User): string {
    const key = JSON.stringify([user.name, user.groups]);
    let token = this.#tokens.get(key);
    if (token === undefined) {
      token = randomBytes(16).toString('hex');
      this.#tokens.set(key, token);
      this.#users.set(token, withImpliedGroups(user));
    }
    return token;
  }
}

function impersonated(user: User, headers: IncomingHttpHeaders, authorizer: Authorizer): User {
  const name = headers['impersonate-user'];
  if (typeof name !== 'string') return user;
  const groups = [headers['impersonate-group'] ?? []].flat().flatMap((value) => value.split(', '));
  checkImpersonation(user, authorizer, { resource: 'users', name });
  for (const group of groups) checkImpersonation(user, authorizer, { resource: 'groups', name: group });
  return withImpliedGroups({ name, groups });
}

function checkImpersonation(user: User, authorizer: Authorizer, { resource, name }: { resource: string; name: string }): void {
  if (authorizer.allows(user, { verb: 'impersonate', group: '', resource, name })) return;
  const what = `User "${user.name}" cannot impersonate resource "${resource}" in API group "" at the cluster scope`;
  throw new ApiError(403, 'Forbidden', `${resource} "${name}" is forbidden: ${what}`, { name, kind: resource });
}
