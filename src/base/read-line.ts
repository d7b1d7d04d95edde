import { createInterface } from 'node:readline';

/** One line that somebody types; undefined at the end of the input. Rejects with the signal's reason as soon as it aborts. */
export async function readLine(input: NodeJS.ReadableStream, signal: AbortSignal): Promise<string | undefined> {
  signal.throwIfAborted();
  // Not as a terminal: that would read Ctrl-C as a key, and no signal would come.
  const lines = createInterface({ input, terminal: false });
  try {
    return await new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      lines.once('line', resolve);
      lines.once('close', () => resolve(undefined));
    });
  } finally {
    lines.close();
  }
}
