import type { Again } from '../../output/ending/hint-text.ts';
import type { Host } from '../host.ts';
import { spokenName } from '../next/spoken-name.ts';
import { flagOf } from './flag-of.ts';
import type { ConfigOverrides } from '../../kube/login/config-overrides.ts';

/** Secrets are named by a variable: what is printed is read by others, kept in logs, and pasted. */
const secrets: Readonly<Record<string, string>> = { token: '"$TOKEN"', password: '"$PASSWORD"' };

/** How a command is typed again for the same cluster and by the same user, ready to be pasted into a shell. */
export function typedAgain({ invokedAs }: Pick<Host, 'invokedAs'>, flags: ConfigOverrides): Again {
  return { program: spokenName(invokedAs), flags: sameClusterFlags(flags) };
}

function sameClusterFlags(flags: ConfigOverrides): string[] {
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
