import { kinds } from '../../src/kube/objects/kinds.ts';
import { type App, createApp, remoteNamespace } from './app.ts';
import { type Place, providerPort } from './place.ts';
import { renderSet } from './stateful-set.ts';
import { lookUntil, until } from './waiting.ts';

/** A StatefulSet that starts again and again on the same claim, wherever that is. */
export interface Database extends App {
  /** Asks for its pod, and does not wait. */
  ask(): Promise<void>;
  /** Once it runs: where, and what it found in its volume, which is a line per earlier start. */
  found(): Promise<{ node: string; lines: string[] }>;
  /** Takes its pod away, in both clusters. */
  stop(): Promise<void>;
  /** Why its pod could not be made, as far as that was said. */
  complaints(): Promise<string>;
}

/** Makes the set with no pod, and its claim, bound on that node. */
export async function createDatabase(place: Place, node: string): Promise<Database> {
  const app = await createApp(place, { claim: 'data-db-0', node, fill: ': > /data/log' });
  const { namespace } = app;
  const { consumer } = place;
  const pod = { namespace, name: 'db-0' };
  await consumer.create(
    kinds.statefulSet,
    renderSet(place, { namespace, replicas: 0, image: place.images.busybox, command: ['sh', '-c', script] }),
  );
  const scale = async (replicas: number) => {
    await consumer.mergePatch(kinds.statefulSet, { namespace, name: 'db' }, { spec: { replicas } });
  };
  return {
    ...app,
    ask: () => scale(1),
    async found() {
      const running = await until(consumer, { kind: kinds.pod, key: pod }, (seen) => seen?.status?.phase === 'Running');
      const lines = await lookUntil(
        () => readLog(place, pod),
        (log) => log.at(-1) === 'end',
      );
      return { node: running?.spec?.nodeName ?? '', lines: lines.slice(0, -1) };
    },
    async stop() {
      await scale(0);
      await until(consumer, { kind: kinds.pod, key: pod }, (seen) => seen === undefined);
      const there = { namespace: await remoteNamespace(place, app) };
      await lookUntil(
        () => providerPort(place).list(kinds.pod, there),
        ({ items }) => items.length === 0,
      );
    },
    async complaints() {
      const { items } = await consumer.list(kinds.event, { namespace, fields: 'involvedObject.name=db' });
      return items.flatMap(({ type, message }) => (type === 'Warning' ? [message] : [])).join('\n');
    },
  };
}

async function readLog({ consumer }: Place, pod: { namespace: string; name: string }): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of consumer.logs(pod, { container: 'db' }, AbortSignal.timeout(10_000))) lines.push(line);
  return lines;
}

const script = "cat /data/log; date +%s%N >> /data/log; sync; echo end; trap 'exit 0' TERM; while :; do sleep 1; done";
