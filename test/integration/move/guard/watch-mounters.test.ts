// @module-tag core
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Clock } from '../../../../src/base/time/clock.ts';
import { systemClock } from '../../../../src/base/time/system-clock.ts';
import { kinds, type Pod } from '../../../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../../../src/kube/client/port.ts';
import type { Journal } from '../../../../src/move/model/journal.ts';
import { watchMounters } from '../../../../src/move/guard/watch-mounters.ts';
import { moveLabels } from '../../../../src/move/model/names.ts';
import { failure } from '../../../support/scripted-port.ts';
import { portWith } from '../../../support/ports.ts';
import { openApiServers, removeNow } from '../api-servers.ts';

function podOf(namespace: string, claim: string, labels: Record<string, string> = {}): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `user-of-${claim}`, namespace, labels },
    spec: { containers: [{ name: 'a', image: 'a' }], volumes: [{ name: 'v', persistentVolumeClaim: { claimName: claim } }] },
  };
}

/** Comes and goes at once. */
async function pass(port: KubePort, pod: Pod): Promise<void> {
  await port.create(kinds.pod, pod);
  await removeNow(port, kinds.pod, { name: pod.metadata.name, namespace: pod.metadata.namespace ?? '' });
}

interface Change {
  readonly rome?: (port: KubePort) => KubePort;
  readonly journal?: Partial<Journal>;
  readonly sleep?: Clock['sleep'];
}

async function openWatch(change: Change = {}) {
  const lab = await openApiServers();
  const rome = change.rome?.(lab.rome) ?? lab.rome;
  const move = await lab.move(change.journal, { consumer: rome });
  const watch = watchMounters({ ...move, clock: { ...systemClock, sleep: change.sleep ?? (async () => undefined) } });
  onTestFinished(() => watch.stop());
  watch.start();
  const seen = new Promise<Error>((resolve) => {
    watch.seen.addEventListener('abort', () => resolve(watch.seen.reason as Error));
  });
  return { ...lab, id: move.journal.value.id, watch, seen };
}

describe('the watch for foreign pods', () => {
  it.each([
    ['of the claim', 'rome', 'shop', 'data'],
    ['of the real claim in this cluster', 'rome', 'liqo-storage', 'uid-1'],
    ['of the real claim in a provider', 'milan', 'shop-rome', 'data'],
  ] as const)('sees one %s that is gone again', async (_, cluster, namespace, claim) => {
    const { [cluster]: port, seen } = await openWatch();
    await pass(port, podOf(namespace, claim));
    expect(await seen).toMatchObject({
      message: 'claim shop/data is in use by a pod',
      seen: [expect.stringContaining(`${namespace}/user-of-${claim}`)],
    });
  });

  it('minds neither pods of other claims nor movers', async () => {
    const { rome, id, watch, seen } = await openWatch();
    await pass(rome, podOf('shop', 'other'));
    await pass(rome, podOf('shop', 'data', { [moveLabels.id]: id }));
    expect(watch.seen.aborted).toBe(false);
    await pass(rome, podOf('shop', 'data'));
    expect(await seen).toBeInstanceOf(Error);
  });

  it('goes on where it was after the server was away', async () => {
    let watches = 0;
    const { rome, seen } = await openWatch({
      rome: (port) =>
        portWith(port, {
          async *watch(kind, scope, version, signal) {
            watches += scope.namespace === 'shop' ? 1 : 0;
            if (watches === 1 && scope.namespace === 'shop') {
              yield { type: 'BOOKMARK', resourceVersion: version };
              await pass(port, podOf('shop', 'data'));
            } else yield* port.watch(kind, scope, version, signal);
          },
        }),
    });
    expect(await seen).toMatchObject({ message: 'claim shop/data is in use by a pod' });
    expect(watches).toBe(2);
    expect(await rome.list(kinds.pod, { namespace: 'shop' })).toMatchObject({ items: [] });
  });

  it.each(['list', 'watch'] as const)('comes back when the server asks it to (%s)', async (method) => {
    const refused = new Set<string>();
    const slept: number[] = [];
    const { rome, seen } = await openWatch({
      sleep: async (milliseconds) => void slept.push(milliseconds),
      rome: (port) => {
        const first = (namespace = '') => !refused.has(namespace) && refused.add(namespace);
        const busy = failure('tooManyRequests', { retryAfter: 15 });
        return portWith(port, {
          list: async (kind, scope) => {
            if (method === 'list' && first(scope?.namespace)) throw busy;
            return port.list(kind, scope);
          },
          async *watch(kind, scope, version, signal) {
            if (method === 'watch' && first(scope.namespace)) throw busy;
            yield* port.watch(kind, scope, version, signal);
          },
        });
      },
    });
    await pass(rome, podOf('shop', 'data'));
    await seen;
    expect(slept).toContain(15_000);
    expect(slept.filter((each) => each !== 15_000)).toEqual([]);
  });

  it('does not trust a gap where no guard stands', async () => {
    const { seen } = await openWatch({
      journal: { guarded: false },
      rome: (port) =>
        portWith(port, {
          // eslint-disable-next-line require-yield -- a watch that ends before its first event
          async *watch() {
            throw failure('gone');
          },
        }),
    });
    expect(await seen).toMatchObject({ message: expect.stringContaining('pods were not kept off claim shop/data') as string });
  });
});
