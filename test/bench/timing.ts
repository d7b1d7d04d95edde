import { execa } from 'execa';

/** What it gave, and how many seconds it took. What was written before is flushed first: it would be at the cost of this. */
export async function time<T>(act: () => Promise<T>): Promise<{ seconds: number; value: T }> {
  await execa('sync');
  const start = performance.now();
  const value = await act();
  return { seconds: (performance.now() - start) / 1000, value };
}
