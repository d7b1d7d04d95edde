import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kinds } from '../../../src/kube/objects/kinds.ts';
import { moveLabels } from '../../../src/move/model/names.ts';
import { parseMoverSecret } from '../../../src/restic/repository/credentials.ts';
import { createApp } from '../../place/app.ts';
import { startMove, steadyLease } from '../../place/cli.ts';
import { openPlace } from '../../place/open-place.ts';
import type { Place } from '../../place/place.ts';

const marker = 'a marker that nobody between the clusters may read';

/** What would be seen of HTTP, beside what is in it. */
const headers = ['HTTP/1.1', 'Authorization:', 'Host: repository', 'application/vnd.x.restic', 'GET /', 'POST /'];

describe('somebody who listens between the clusters', { tags: ['real'] }, () => {
  let place: Place;
  beforeAll(async () => {
    place = await openPlace();
  });
  afterAll(async () => place.close());

  it('sees TLS on the port of the repository, and neither data nor headers nor passwords', async ({ skip }) => {
    const { eavesdrop } = place;
    if (eavesdrop === undefined) return skip('the network between these clusters is not ours to listen to');
    const fill = `for i in $(seq 2000); do echo "${marker}"; done >/data/file`;
    const app = await createApp(place, { node: place.localNodes[0], fill });
    let passwords: readonly string[] = [];
    const streams = await eavesdrop(8000, async () => {
      const move = startMove(place, app, place.virtualNode, steadyLease);
      await move.event((event) => event.type === 'phase-done' && event.phase === 'open-workspace');
      passwords = await readPasswords(place);
      const end = await move.ended;
      expect(end.exitCode, end.stdout).toBe(0);
    });
    expect(passwords.length).toBeGreaterThan(0);
    for (const word of [marker, ...headers, ...passwords]) {
      expect(streams.filter((stream) => stream.includes(word)).length, `streams with ${word}`).toBe(0);
    }
    // A record of a handshake opens each stream of a connection that came about: there is something to see, and it is TLS.
    const opened = streams.filter((stream) => stream[0] === 0x16 && stream[1] === 3);
    expect(opened.length).toBeGreaterThanOrEqual(2);
    expect(streams.filter((stream) => !opened.includes(stream))).toEqual([]);
  });
});

/** Of all moves that run here, as they are and as HTTP sends them. */
async function readPasswords({ consumer }: Place): Promise<readonly string[]> {
  const { items } = await consumer.list(kinds.secret, { labels: moveLabels.id });
  const held = items.map(parseMoverSecret).filter(({ serverPassword }) => serverPassword !== '');
  return held.flatMap(({ user, serverPassword, repositoryPassword, markerKey }) => {
    const login = Buffer.from(`${user}:${serverPassword}`).toString('base64');
    return [serverPassword, repositoryPassword, markerKey, login];
  });
}
