import { setTimeout as sleep } from 'node:timers/promises';

/** How a network misbehaves. */
export interface Fault {
  /** Nothing gets through; what was open is torn down. */
  readonly cut?: boolean;
  /** Milliseconds before a new request or connection is passed on. */
  readonly delayMs?: number;
  /** For all matching connections together, in each direction. */
  readonly bytesPerSecond?: number;
  /** Which hosts are meant, as the client names them without port; all when absent. */
  readonly match?: (host: string) => boolean;
}

type Direction = 'up' | 'down';

/** The state of a network's faults, asked anew for each chunk, so that a change concerns what is open already. */
export interface Link {
  set(fault: Fault | undefined): void;
  /** The fault that concerns a host now. */
  faultFor(host: string): Fault | undefined;
  /** Passes bytes on at the speed of the moment. */
  throttle(host: string, direction: Direction): (source: AsyncIterable<Buffer>) => AsyncGenerator<Buffer>;
}

/** Largest piece that passes at once on a slow link, as a part of a second's bytes: small, so that changes show soon. */
const piecesPerSecond = 20;

export function startLink(): Link {
  let fault: Fault | undefined;
  // When the link is free again, on the clock of performance.now().
  const free = { up: 0, down: 0 };
  const faultFor = (host: string) => (fault !== undefined && (fault.match?.(host) ?? true) ? fault : undefined);
  async function* slowed(bytes: Buffer, host: string, direction: Direction): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length;) {
      const speed = faultFor(host)?.bytesPerSecond;
      const length = speed === undefined ? bytes.length : Math.max(1, Math.floor(speed / piecesPerSecond));
      const piece = bytes.subarray(at, at + length);
      at += length;
      if (speed !== undefined) {
        free[direction] = Math.max(performance.now(), free[direction]) + (piece.length / speed) * 1000;
        await sleep(free[direction] - performance.now());
      }
      yield piece;
    }
  }
  return {
    set(next) {
      fault = next;
      free.up = free.down = 0;
    },
    faultFor,
    throttle: (host, direction) =>
      async function* (source) {
        for await (const bytes of source) yield* slowed(bytes, host, direction);
      },
  };
}
