import { expect, it, onTestFinished } from 'vitest';
import { WorkQueue } from '../../../sandbox/controllers/work-queue.ts';

it('a key in a long back-off is tried at once when it is added again', async () => {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const attempts: string[] = [];
  let attempted: () => void = () => undefined;
  const reconcile = async (key: string) => {
    attempts.push(key);
    attempted();
    if (attempts.length <= 20) throw new Error('denied');
  };
  const queue = new WorkQueue({ reconcile, signal: stop.signal });
  // After twenty failures the queue itself would come back only after hours.
  while (attempts.length < 21) {
    const next = new Promise<void>((resolve) => (attempted = resolve));
    queue.add('app/web');
    await next;
  }
  expect(attempts).toHaveLength(21);
});

it('stops with its signal, whatever is waiting', async () => {
  const stop = new AbortController();
  const queue = new WorkQueue({ reconcile: async () => undefined, signal: stop.signal });
  queue.add('app/later', 60_000);
  stop.abort();
  await queue.stopped;
});
