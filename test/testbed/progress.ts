const tickMilliseconds = 30_000;

/** Tells what is being done, with the time since the start. */
export interface Progress {
  say(line: string): void;
  /** Says that something begins, that it still goes on, and that it is done. */
  during<T>(what: string, work: () => Promise<T>): Promise<T>;
}

export function startProgress(write: (line: string) => void): Progress {
  const since = (start: number) => `${Math.round((performance.now() - start) / 1000)} s`;
  const begin = performance.now();
  const say = (line: string) => write(`[${since(begin).padStart(5)}] ${line}`);
  const during = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    const start = performance.now();
    say(`${what} ...`);
    const timer = setInterval(() => say(`${what}: ${since(start)} so far`), tickMilliseconds);
    try {
      const result = await work();
      say(`${what}: done in ${since(start)}`);
      return result;
    } finally {
      clearInterval(timer);
    }
  };
  return { say, during };
}
