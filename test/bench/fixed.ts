import { createApp } from '../place/app.ts';
import type { Place } from '../place/place.ts';
import { renderPhases, verdict } from './render.ts';
import { timeMove } from './timed-move.ts';

/** Seconds that a move of so little to a provider may take on clusters that do nothing else. */
const goals = [
  { name: 'an empty volume', fill: 'true', seconds: 8 },
  { name: '100 MiB', fill: 'head -c 104857600 /dev/urandom > /data/file', seconds: 12 },
] as const;

/** How long moves take that have next to nothing to copy, as lines. Each is done twice: the first one finds nothing in any cache. */
export async function measureFixed(place: Place, say: (line: string) => void): Promise<void> {
  for (const { name, fill, seconds: goal } of goals) {
    for (const time of ['first', 'second']) {
      const app = await createApp(place, { node: place.localNodes[0], fill });
      const { seconds, report } = await timeMove(place, app);
      say(`${name}, ${time} time: ${seconds.toFixed(1)} s (goal ${goal} s: ${verdict(seconds <= goal)})`);
      say(`  phases    ${renderPhases(report.phaseMilliseconds)}`);
    }
  }
}
