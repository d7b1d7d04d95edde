import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/** A loopback address that is used once on this machine, other sandboxes included. */
export interface PodAddress {
  readonly ip: string;
  release(): void;
}

/** Hands out addresses `<prefix>.1` to `<prefix>.250`; throws when all are taken. */
export type AddressPool = () => Promise<PodAddress>;

/** The process that listens here owns the address; ports this high are no pod's. */
const markPort = 65_531;

export function addressPool(prefix: string): AddressPool {
  let last = 0;
  return async () => {
    for (let tries = 0; tries < 250; tries += 1) {
      // Round robin: an address that was just released may still be in someone's connection pool.
      last = (last % 250) + 1;
      const ip = `${prefix}.${last}`;
      const mark = await markAddress(ip);
      if (mark !== undefined) return { ip, release: () => void mark.close() };
    }
    throw new Error(`no free address in ${prefix}.0/24`);
  };
}

async function markAddress(ip: string): Promise<Server | undefined> {
  const server = createServer();
  server.unref();
  server.listen(markPort, ip);
  try {
    await once(server, 'listening');
    return server;
  } catch {
    return undefined;
  }
}
