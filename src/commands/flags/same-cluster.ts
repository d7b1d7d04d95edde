import { flagOf } from './flag-of.ts';
import type { ConfigOverrides } from '../../kube/login/config-overrides.ts';

/** Secrets are named by a variable: what is printed is read by others, kept in logs, and pasted. */
const secrets: Readonly<Record<string, string>> = { token: '"$TOKEN"', password: '"$PASSWORD"' };

/** The flags that lead to the same cluster again as the same user, ready to be pasted into a shell. */
export function sameClusterFlags(flags: ConfigOverrides): string[] {
  const { kubeconfig, context, cluster, user, server, certificateAuthority, insecureSkipTlsVerify, tlsServerName } = flags;
  const { token, username, password, clientCertificate, clientKey, as, asUid, asGroup, asUserExtra } = flags;
  const place = { kubeconfig, context, cluster, user, server, certificateAuthority, insecureSkipTlsVerify, tlsServerName };
  const login = { token, username, password, clientCertificate, clientKey, as, asUid, asGroup, asUserExtra };
  return Object.entries({ ...place, ...login }).flatMap(([key, value]) => {
    const flag = flagOf(key);
    if (value === undefined) return [];
    if (value === true) return [flag];
    return [value].flat().flatMap((text) => [flag, secrets[key] ?? quoted(text)]);
  });
}

function quoted(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`;
}
