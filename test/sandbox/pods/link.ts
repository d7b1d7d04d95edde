import { Transform } from 'node:stream';
import type { TransformCallback } from 'node:stream';

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

/** The state of a network's faults, asked anew for each chunk, so that a change concerns what is open already. */
export interface Link {
  set(fault: Fault | undefined): void;
  /** The fault that concerns a host now. */
  faultFor(host: string): Fault | undefined;
  /** Passes bytes on at the speed of the moment. */
  throttle(host: string, direction: 'up' | 'down'): Transform;
}

/** Largest piece that passes at once on a slow link, as a part of a second's bytes: small, so that changes show soon. */
const piecesPerSecond = 20;

export function startLink(): Link {
  let fault: Fault | undefined;
  // When the link is free again, on the clock of performance.now().
  const free = { up: 0, down: 0 };
  const faultFor = (host: string) => (fault !== undefined && (fault.match?.(host) ?? true) ? fault : undefined);
  const pass = async (bytes: Buffer, { host, direction, push }: Passage) => {
    for (let at = 0; at < bytes.length;) {
      const speed = faultFor(host)?.bytesPerSecond;
      if (speed === undefined) return push(bytes.subarray(at));
      const piece = bytes.subarray(at, at + Math.max(1, Math.floor(speed / piecesPerSecond)));
      at += piece.length;
      const start = Math.max(performance.now(), free[direction]);
      free[direction] = start + (piece.length / speed) * 1000;
      await new Promise((resolve) => setTimeout(resolve, free[direction] - performance.now()));
      push(piece);
    }
  };
  return {
    set(next) {
      fault = next;
      free.up = free.down = 0;
    },
    faultFor,
    throttle: (host, direction) =>
      new Transform({
        transform(bytes: Buffer, _encoding, done: TransformCallback) {
          pass(bytes, { host, direction, push: (piece) => void this.push(piece) }).then(() => done(), done);
        },
      }),
  };
}

interface Passage {
  readonly host: string;
  readonly direction: 'up' | 'down';
  readonly push: (piece: Buffer) => void;
}
