import type { Agent } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../base/time/clock.ts';
import type { ClientCredentials, Endpoint } from '../client/transport.ts';
import type { Login, LoginOptions } from './login.ts';

/** How long credentials are used before the kubeconfig is asked again; tokens of files and plugins are renewed in time. */
const keepMilliseconds = 30_000;

interface Kept {
  readonly value: Promise<ClientCredentials>;
  /** Once they are there; a login may take minutes. */
  settled?: { readonly credentials: ClientCredentials; readonly until: number };
}

/** Credentials of a login: asked for at most every half minute, and again when the server refuses them. */
export function keptCredentials(login: Login, clock: Clock): Endpoint['credentials'] {
  const read = sameWhileEqual();
  let kept: Kept | undefined;
  return (refused) => {
    // Many calls may be refused at once: only the first of them logs in again.
    const renew = refused !== undefined && kept?.settled?.credentials === refused;
    if (kept === undefined || renew || clock.elapsed() > (kept.settled?.until ?? Infinity)) {
      const fresh: Kept = { value: login.read(renew).then(read) };
      kept = fresh;
      fresh.value.then(
        (credentials) => (fresh.settled = { credentials, until: clock.elapsed() + keepMilliseconds }),
        () => (kept = kept === fresh ? undefined : kept),
      );
    }
    return kept.value;
  };
}

/** The same credentials, and with the agent its open connections, as long as nothing in them changes. */
function sameWhileEqual(): (options: LoginOptions) => ClientCredentials {
  let last: { readonly options: LoginOptions; readonly credentials: ClientCredentials } | undefined;
  return (options) => {
    const same = (...keys: (keyof LoginOptions)[]) => keys.every((key) => isDeepStrictEqual(options[key], last?.options[key]));
    if (last !== undefined && same('headers', 'ca', 'cert', 'key')) return last.credentials;
    // client-node leaves keepAlive off: every call would pay for a new handshake.
    const agent =
      (last !== undefined && same('ca', 'cert', 'key') && last.credentials.agent) ||
      Object.assign(options.agent as Agent, { keepAlive: true });
    last = { options, credentials: { headers: options.headers, agent } };
    return last.credentials;
  };
}
