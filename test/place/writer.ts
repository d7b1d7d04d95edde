import { kinds } from '../../src/kube/objects/kinds.ts';
import { type App, createApp } from './app.ts';
import type { Place } from './place.ts';
import { renderSet } from './stateful-set.ts';
import { until } from './waiting.ts';

/**
 * A StatefulSet that writes as a database does: a log that is synced for each entry, a page that is mapped, a checkpoint that is renamed into place.
 * An entry is acknowledged once it is in the pod's log. A pod that finds entries missing in between says so and ends.
 */
export interface Writer extends App {
  /** Once its pod runs: where it runs, what it has found, and what it acknowledges from then on. */
  follow(): Promise<Followed>;
}

export interface Followed {
  readonly node: string;
  /** Numbers of the last entry in each place. */
  readonly found: { readonly log: number; readonly page: number; readonly checkpoint: number };
  /** The last entry that it has acknowledged, once it has ended. */
  readonly acknowledged: Promise<number>;
}

/** Makes the set with one pod, on a claim that is bound on that node. */
export async function createWriter(place: Place, node: string): Promise<Writer> {
  const app = await createApp(place, { claim: 'data-db-0', node, fill: 'head -c 5000000 /dev/urandom > /data/still' });
  const { namespace } = app;
  const { consumer, images } = place;
  const set = renderSet(place, { namespace, replicas: 1, image: images.python, command: ['python3', '-c', program] });
  await consumer.create(kinds.statefulSet, set);
  return {
    ...app,
    async follow() {
      const key = { namespace, name: 'db-0' };
      const running = await until(consumer, { kind: kinds.pod, key }, (pod) => pod?.status?.phase === 'Running');
      const lines = consumer.logs(key, { container: 'db', follow: true }, AbortSignal.timeout(300_000))[Symbol.asyncIterator]();
      const first = await lines.next();
      return {
        node: running?.spec?.nodeName ?? '',
        found: JSON.parse(String(first.value)) as Followed['found'],
        acknowledged: lastOf(lines),
      };
    },
  };
}

/** A log of a pod that is taken away may break off. */
async function lastOf(lines: AsyncIterator<string>): Promise<number> {
  let last = 0;
  try {
    for (let next = await lines.next(); next.done !== true; next = await lines.next()) last = Number(next.value);
  } catch {
    return last;
  }
  return last;
}

const program = `
import json, mmap, os, signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
os.chdir('/data')
log = os.open('log', os.O_CREAT | os.O_RDWR | os.O_APPEND)
entries = os.read(log, 1 << 24).split()
number = len(entries)
if entries != [b'%d' % (each + 1) for each in range(number)]:
    sys.exit('entries are missing')
pages = os.open('page', os.O_CREAT | os.O_RDWR)
os.ftruncate(pages, 4096)
page = mmap.mmap(pages, 4096)
checkpoint = int(open('checkpoint').read()) if os.path.exists('checkpoint') else 0
print(json.dumps({'log': number, 'page': int.from_bytes(page[:8], 'big'), 'checkpoint': checkpoint}), flush=True)
while True:
    number += 1
    os.write(log, b'%d\\n' % number)
    os.fsync(log)
    page[:8] = number.to_bytes(8, 'big')
    if number % 5 == 0:
        page.flush()
        with open('checkpoint.new', 'w') as new:
            new.write(str(number))
            new.flush()
            os.fsync(new.fileno())
        os.rename('checkpoint.new', 'checkpoint')
    print(number, flush=True)
    time.sleep(0.02)
`;
