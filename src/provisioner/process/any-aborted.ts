/** Resolves as soon as one of the signals is aborted. */
export function anyAborted(...signals: readonly AbortSignal[]): Promise<void> {
  return new Promise((resolve) => {
    if (signals.some(({ aborted }) => aborted)) resolve();
    for (const signal of signals) signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
