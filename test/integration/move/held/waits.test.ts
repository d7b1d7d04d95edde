// @module-tag core
import { expect, it } from 'vitest';
import { kinds } from '../../../../src/kube/objects/kinds.ts';
import { waitUntil, waitUntilAbsent, waitUntilRemoved } from '../../../../src/move/held/waits.ts';
import { createFakeClock } from '../../../fake-clock.ts';
import { type ApiServers, openApiServers, removeNow } from '../api-servers.ts';
import { until } from '../../../support/until.ts';

const key = { name: 'data', namespace: 'shop' };

/** A claim that was deleted, and that these finalizers keep. */
async function deleted({ rome }: ApiServers, ...finalizers: string[]) {
  const object = await rome.create(kinds.configMap, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...key, finalizers } });
  await removeNow(rome, kinds.configMap, key);
  return { kind: kinds.configMap, object };
}

it('names what keeps an object from going, again whenever that changes', async () => {
  const lab = await openApiServers();
  const move = await lab.move();
  const removed = await deleted(lab, 'example.com/snapshot', 'example.com/backup');
  const gone = waitUntilAbsent(move, lab.rome, removed);
  const says = (text: string) => until(async () => (move.waits.at(-1) === text ? true : undefined));
  await says('ConfigMap data to be gone; it is kept by finalizers example.com/snapshot, example.com/backup');
  await lab.rome.mergePatch(kinds.configMap, key, { metadata: { labels: { just: 'touched' } } });
  await lab.rome.mergePatch(kinds.configMap, key, { metadata: { finalizers: ['example.com/backup'] } });
  await says('ConfigMap data to be gone; it is kept by finalizer example.com/backup');
  await lab.rome.mergePatch(kinds.configMap, key, { metadata: { finalizers: [] } });
  await gone;
  expect(move.waits).toHaveLength(2);
});

it.each([
  [
    'an object to go',
    async (lab: ApiServers, move: Parameters<typeof waitUntil>[0]) => waitUntilRemoved(move, lab.rome, await deleted(lab, 'x/y')),
  ],
  [
    'an object to become as it should be',
    async (lab: ApiServers, move: Parameters<typeof waitUntil>[0]) => {
      await deleted(lab, 'x/y');
      return waitUntil(move, lab.rome, { kind: kinds.configMap, key, until: () => false, for: 'ConfigMap data to be gone' });
    },
  ],
] as const)('gives up after the stall time to wait for %s, with what is seen of it', async (_, wait) => {
  const lab = await openApiServers();
  const clock = createFakeClock();
  let over = false;
  const waiting = wait(lab, await lab.move({}, { clock })).finally(() => (over = true));
  const failed = expect(waiting).rejects.toMatchObject({
    kind: 'move',
    message: 'gave up after 900 s of waiting for ConfigMap data to be gone',
    seen: expect.arrayContaining(['ConfigMap shop/data in rome: it is kept by finalizer x/y']),
  });
  while (!over) await clock.advance(5_000);
  await failed;
});
