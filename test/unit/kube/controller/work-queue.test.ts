import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WorkQueue, type WorkQueueOptions } from '../../../../src/kube/controller/work-queue.ts';
import { createFakeClock, type FakeClock } from '../../../fake-clock.ts';
import { failure } from '../../../support/scripted-port.ts';

type Change = Partial<Omit<WorkQueueOptions, 'clock' | 'signal'>>;

/** Lets work begin and end that needs no time, then lets time pass. */
async function pass(clock: FakeClock, milliseconds: number): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  await clock.advance(milliseconds);
}

/** A queue that has been started, and when it looked at which key. */
function openQueue(change: Change = {}) {
  const clock = createFakeClock();
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const looks: string[] = [];
  const reconcile = async (key: string) => {
    looks.push(`${key} ${clock.elapsed()}`);
    return change.reconcile?.(key);
  };
  const queue = new WorkQueue({ ...change, reconcile, clock, signal: stop.signal });
  queue.start();
  return { queue, stop, looks, pass: (milliseconds: number) => pass(clock, milliseconds) };
}

/** Work that ends when the test says so. */
function gate() {
  let open: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { open, passed };
}

const denied = async () => Promise.reject(new Error('denied'));

it('lets timers and connections have their turn between looks that wait for nothing', async () => {
  const clock = createFakeClock();
  const slow = { ...clock, elapsed: () => (time += 1) };
  let [time, looks] = [0, 0];
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const queue = new WorkQueue({ reconcile: async () => void (looks += 1), clock: slow, signal: stop.signal });
  for (let key = 0; key < 1000; key += 1) queue.add(String(key));
  queue.start();
  await new Promise((resolve) => setImmediate(resolve));
  expect(looks).toBeGreaterThan(0);
  expect(looks).toBeLessThan(100);
  await expect.poll(() => looks).toBe(1000);
});

describe('a key', () => {
  it('that waits already is looked at once', async () => {
    const { open, passed } = gate();
    const { queue, pass, looks } = openQueue({ reconcile: async () => passed });
    for (const key of ['a', 'b', 'b', 'b']) queue.add(key);
    open();
    await pass(1);
    expect(looks).toEqual(['a 0', 'b 0']);
  });

  it('that is added while it is being looked at is looked at once more, and not at the same time', async () => {
    const { open, passed } = gate();
    const { queue, pass, looks } = openQueue({ reconcile: async () => passed, concurrency: 4 });
    for (const key of ['a', 'a', 'a']) queue.add(key);
    await pass(1);
    expect(looks).toEqual(['a 0']);
    open();
    await pass(1);
    expect(looks).toEqual(['a 0', 'a 1']);
  });

  it('waits for its time, and of several times for the earliest', async () => {
    const { queue, pass, looks } = openQueue();
    for (const after of [500, 300, 400]) queue.add('a', after);
    await pass(1000);
    expect(looks).toEqual(['a 300']);
  });

  it('that is added at once still keeps its later time', async () => {
    const { queue, pass, looks } = openQueue();
    queue.add('a', 500);
    queue.add('a');
    await pass(1000);
    expect(looks).toEqual(['a 0', 'a 500']);
  });

  it('is not looked at before the queue is started', async () => {
    const looks: string[] = [];
    const reconcile = async (key: string) => void looks.push(key);
    const queue = new WorkQueue({ reconcile, clock: createFakeClock(), signal: new AbortController().signal });
    queue.add('a');
    expect(looks).toEqual([]);
    queue.start();
    expect(looks).toEqual(['a']);
  });
});

describe('a key that fails', () => {
  it('comes again, later each time, up to a limit', async () => {
    const { queue, pass, looks } = openQueue({ reconcile: denied, backoff: { first: 10, longest: 50 } });
    queue.add('a');
    await pass(180);
    expect(looks).toEqual(['a 0', 'a 10', 'a 30', 'a 70', 'a 120', 'a 170']);
  });

  it('is told of, and begins anew after a success', async () => {
    const told: unknown[] = [];
    let fails = 2;
    const reconcile = async () => ((fails -= 1) >= 0 ? denied() : undefined);
    const failed = (key: string, error: unknown) => told.push([key, String(error)]);
    const { queue, pass, looks } = openQueue({ reconcile, failed, backoff: { first: 10, longest: 1000 } });
    queue.add('a');
    await pass(100);
    fails = 1;
    queue.add('a');
    await pass(100);
    expect(looks).toEqual(['a 0', 'a 10', 'a 30', 'a 100', 'a 110']);
    expect(told).toEqual(Array.from({ length: 3 }, () => ['a', 'Error: denied']));
  });

  it('is tried at once when it is added again, however long its back-off has become', async () => {
    const { queue, pass, looks } = openQueue({ reconcile: denied, backoff: { first: 10_000, longest: 100_000 } });
    queue.add('a');
    await pass(1);
    queue.add('a');
    expect(looks).toEqual(['a 0', 'a 1']);
  });

  it('holds up no other', async () => {
    const reconcile = async (key: string) => (key === 'bad' ? denied() : undefined);
    const { queue, pass, looks } = openQueue({ reconcile, backoff: { first: 1000, longest: 1000 } });
    for (const key of ['bad', 'good']) queue.add(key);
    await pass(1);
    expect(looks).toContain('good 0');
  });
});

describe('a queue that ends', () => {
  it('finishes what is under way, and begins nothing more', async () => {
    const { open, passed } = gate();
    const { queue, pass, stop, looks } = openQueue({ reconcile: async () => passed });
    for (const key of ['a', 'b']) queue.add(key);
    queue.add('c', 10);
    let stopped = false;
    void queue.stopped.then(() => (stopped = true));
    stop.abort();
    await pass(100);
    expect(stopped).toBe(false);
    open();
    await queue.stopped;
    queue.add('d');
    await pass(100);
    expect(looks).toEqual(['a 0']);
  });

  it('has ended when nothing is under way, whatever waits', async () => {
    const { queue, stop } = openQueue();
    queue.add('later', 60_000);
    stop.abort();
    await expect(queue.stopped).resolves.toBeUndefined();
  });
});

it('looks again later at what is not there yet, each time later, and tells of no failure', async () => {
  const failed: string[] = [];
  const answers: ('again' | undefined)[] = ['again', 'again', undefined, 'again'];
  const { queue, pass, looks } = openQueue({
    reconcile: async () => answers.shift(),
    backoff: { first: 1000, longest: 300_000 },
    failed: (key) => failed.push(key),
  });
  queue.add('a');
  await pass(10_000);
  queue.add('a');
  await pass(10_000);
  expect(looks).toEqual(['a 0', 'a 1000', 'a 3000', 'a 10000', 'a 11000']);
  expect(failed).toEqual([]);
});

it('looks again no sooner than the server asks for', async () => {
  const errors = [failure('tooManyRequests', { retryAfter: 20 })];
  const { queue, pass, looks } = openQueue({ reconcile: async () => (errors.length > 0 ? Promise.reject(errors.pop()) : undefined) });
  queue.add('a');
  await pass(60_000);
  expect(looks).toEqual(['a 0', 'a 20000']);
});

it('says how many keys wait for room', async () => {
  const { open, passed } = gate();
  const { queue, pass } = openQueue({ reconcile: async () => passed });
  for (const key of ['a', 'b', 'c']) queue.add(key);
  expect(queue.depth).toBe(2);
  open();
  await pass(1);
  expect(queue.depth).toBe(0);
});

interface Request {
  readonly key: string;
  readonly at: number;
  readonly after: number;
}

/** Work takes some time and fails at random; requests come at any time, now or for later. */
const scripts = fc.record({
  requests: fc.array(fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd'), at: fc.nat(200), after: fc.constantFrom(0, 0, 0, 5, 50) }), {
    minLength: 1,
    maxLength: 40,
  }),
  outcomes: fc.array(fc.record({ lasts: fc.nat(30), fails: fc.boolean() }), { maxLength: 40 }),
  concurrency: fc.integer({ min: 1, max: 4 }),
});

it('never looks at a key twice at the same time, keeps to its workers, and loses nothing', async () => {
  await fc.assert(
    fc.asyncProperty(scripts, async ({ requests, outcomes, concurrency }) => {
      const [clock, stop] = [createFakeClock(), new AbortController()];
      const busy = new Set<string>();
      const succeeded = new Map<string, number>();
      const reconcile = async (key: string) => {
        expect(busy.has(key)).toBe(false);
        busy.add(key);
        expect(busy.size).toBeLessThanOrEqual(concurrency);
        const began = clock.elapsed();
        const { lasts, fails } = outcomes.pop() ?? { lasts: 0, fails: false };
        await clock.sleep(lasts);
        busy.delete(key);
        if (fails) throw new Error('failed');
        succeeded.set(key, began);
      };
      const wrong: unknown[] = [];
      const failed = (_key: string, error: unknown) => (String(error) === 'Error: failed' ? undefined : wrong.push(error));
      const queue = new WorkQueue({ reconcile, clock, signal: stop.signal, concurrency, failed });
      queue.start();
      for (const { key, at, after } of requests.toSorted((a: Request, b: Request) => a.at - b.at)) {
        await pass(clock, at - clock.elapsed());
        queue.add(key, after);
      }
      await pass(clock, 3_600_000);
      expect(wrong).toEqual([]);
      for (const { key, at } of requests) expect(succeeded.get(key)).toBeGreaterThanOrEqual(at);
      stop.abort();
      await queue.stopped;
    }),
    { numRuns: 100 },
  );
});
