import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MoveReport } from '../../../src/move/model/report.ts';
import { moveVolume, readEnding } from '../../place/cli.ts';
import { openPlace } from '../../place/open-place.ts';
import type { Place } from '../../place/place.ts';
import { createWriter, type Followed, type Writer } from '../../place/writer.ts';

interface Moved {
  readonly outcome: { readonly report: MoveReport };
}

describe('a database whose volume moves while it writes', { timeout: 300_000 }, () => {
  let place: Place;
  let writer: Writer;
  let running: Followed;
  beforeAll(async () => {
    place = await openPlace();
    writer = await createWriter(place, place.localNodes[0]);
    running = await writer.follow();
  });
  afterAll(async () => place.close());

  it.for(['to a provider', 'back to where it came from', 'to another node'] as const)(
    'goes %s and loses nothing it has acknowledged',
    async (way) => {
      const target = {
        'to a provider': place.virtualNode,
        'back to where it came from': place.localNodes[0],
        'to another node': place.localNodes[1],
      };
      const end = await moveVolume(place, writer, target[way], ['--warm', '--scale']);
      expect(end.exitCode, end.stdout + end.stderr).toBe(0);
      const acknowledged = await running.acknowledged;
      running = await writer.follow();
      expect(running.node).toBe(target[way]);
      const { log, page, checkpoint } = running.found;
      expect(log).toBeGreaterThanOrEqual(acknowledged);
      expect(log).toBeLessThanOrEqual(acknowledged + 1);
      // The page is written before its entry is acknowledged; a checkpoint is taken every five entries.
      expect(page).toBeGreaterThanOrEqual(acknowledged);
      expect(checkpoint).toBeGreaterThan(acknowledged - 5);
      const { passes, phaseMilliseconds, downtimeMilliseconds } = readEnding<Moved>(end).outcome.report;
      expect(passes).toBeGreaterThanOrEqual(2);
      expect(downtimeMilliseconds).toBeGreaterThan(0);
      expect(Object.keys(phaseMilliseconds).indexOf('warm-copy')).toBeLessThan(Object.keys(phaseMilliseconds).indexOf('stop-application'));
    },
  );
});
