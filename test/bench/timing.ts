/** What it gave, and how many seconds it took. */
export async function time<T>(act: () => Promise<T>): Promise<{ seconds: number; value: T }> {
  const start = performance.now();
  const value = await act();
  return { seconds: (performance.now() - start) / 1000, value };
}
