/** Does `act` for every item, also after one failed; then throws the first failure, so that the round is repeated. */
export async function attemptAll<T>(items: Iterable<T>, act: (item: T) => Promise<unknown>): Promise<void> {
  const failures: unknown[] = [];
  for (const item of items) await act(item).catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}
