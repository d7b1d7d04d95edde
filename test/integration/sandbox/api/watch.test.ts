import { describe, expect, test } from 'vitest';
import { type Claim, kinds } from '../../../../src/kube/objects/kinds.ts';
import type { WatchEvent } from '../../../../src/kube/client/port.ts';
import { at, claim, withCluster } from './cluster.ts';

const cluster = withCluster();

describe.each(['port', 'http'] as const)('watch through %s', (way) => {
  /** The first `count` events that are not bookmarks. */
  async function take(count: number, labels: string | undefined, from: string): Promise<string[]> {
    const seen: string[] = [];
    const stop = new AbortController();
    const scope = { namespace: 'app', ...(labels === undefined ? {} : { labels }) };
    for await (const event of cluster[way].watch(kinds.claim, scope, from, stop.signal) as AsyncIterable<WatchEvent<Claim>>) {
      if (event.type !== 'BOOKMARK') seen.push(`${event.type} ${event.object.metadata.name}`);
      if (seen.length === count) break;
    }
    stop.abort();
    return seen;
  }

  test('continues from a list without a gap', async () => {
    const { resourceVersion } = await cluster.port.list(kinds.claim);
    await cluster.port.create(kinds.claim, claim(`${way}-early`));
    const taken = take(3, undefined, resourceVersion);
    await cluster.port.mergePatch(kinds.claim, at(`${way}-early`), { metadata: { labels: { a: 'b' } } });
    await cluster.port.create(kinds.claim, claim(`${way}-late`));
    expect(await taken).toEqual([`ADDED ${way}-early`, `MODIFIED ${way}-early`, `ADDED ${way}-late`]);
  });

  test('shows what starts to match as added and what stops as deleted', async () => {
    const { resourceVersion } = await cluster.port.list(kinds.claim);
    const name = `${way}-changing`;
    const label = (labels: object) => cluster.port.mergePatch(kinds.claim, at(name), { metadata: { labels } });
    await cluster.port.create(kinds.claim, claim(name));
    await label({ tier: 'gold' });
    await label({ other: 'x' });
    await label({ tier: null });
    expect(await take(3, 'tier in (gold, silver)', resourceVersion)).toEqual([`ADDED ${name}`, `MODIFIED ${name}`, `DELETED ${name}`]);
  });

  test('a forgotten version is gone', async () => {
    const { resourceVersion } = await cluster.port.list(kinds.claim);
    await cluster.port.create(kinds.claim, claim(`${way}-forgotten`));
    cluster.server.expireWatches();
    await expect(take(1, undefined, resourceVersion)).rejects.toMatchObject({ reason: 'gone' });
  });

  test('ends when the server stops; calls fail until it starts again with what it had', async () => {
    await cluster.port.create(kinds.claim, claim(`${way}-kept`));
    const { resourceVersion } = await cluster.port.list(kinds.claim);
    const ended = take(1, undefined, resourceVersion).catch(() => []);
    await cluster.server.stop();
    expect(await ended).toEqual([]);
    await expect(cluster.port.read(kinds.claim, at(`${way}-kept`))).rejects.toMatchObject({ reason: 'unreachable' });
    await cluster.server.start();
    expect((await cluster[way].read(kinds.claim, at(`${way}-kept`))).metadata.name).toBe(`${way}-kept`);
  });
});
