import type { WatchEvent } from '../../../src/kube/client/port.ts';
import { copyJson } from './copy-json.ts';
import { asKubeError } from './local-errors.ts';
import type { Seen } from './watching.ts';

interface LocalWatch {
  start(report: (seen: Seen) => void): () => void;
  readonly signal: AbortSignal;
  /** The server's own end. */
  readonly running: AbortSignal;
  readonly attempt: string;
}

/** A watch as an endless sequence; ends when the server stops or the caller aborts. */
export async function* localWatch<T>(watch: LocalWatch): AsyncGenerator<WatchEvent<T>> {
  const ended = AbortSignal.any([watch.signal, watch.running]);
  const queue: Seen[] = [];
  let wake: () => void = () => undefined;
  const rouse = () => wake();
  ended.addEventListener('abort', rouse);
  let stop: () => void = () => undefined;
  try {
    stop = watch.start((seen) => {
      queue.push(seen);
      wake();
    });
    while (!ended.aborted) {
      const seen = queue.shift();
      if (seen !== undefined) yield { type: seen.type, object: copyJson(seen.object) as T };
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } catch (error) {
    throw asKubeError(error, watch.attempt);
  } finally {
    stop();
    ended.removeEventListener('abort', rouse);
  }
}
