import { expect, test } from 'vitest';
import { createPlainView } from '../../../src/output/progress/plain.ts';
import { createFakeClock } from '../../fake-clock.ts';
import { Terminal } from '../../support/terminal.ts';

test('a log gets a sign of life every half a minute, until the move has ended', async () => {
  const [clock, log] = [createFakeClock(), new Terminal()];
  const view = createPlainView(log, { clock, verbose: false });
  view.event({ type: 'phase-started', phase: 'stage-target', direction: 'forward', step: 5, steps: 15 });
  await clock.advance(30_000);
  view.event({ type: 'waiting', phase: 'stage-target', for: 'the target mover to start: ImagePullBackOff' });
  await clock.advance(65_000);
  view.close();
  await clock.advance(60_000);
  expect(log.written.trimEnd().split('\n')).toEqual([
    '2026-01-01T00:00:00Z 5/15 Prepare target',
    '2026-01-01T00:00:30Z 5/15 Prepare target: still running after 30 s, waiting for repository, target volume and mover pods to start',
    '2026-01-01T00:00:30Z 5/15 Prepare target: waiting for the target mover to start: ImagePullBackOff',
    '2026-01-01T00:01:00Z 5/15 Prepare target: still running after 1 min 00 s, waiting for the target mover to start: ImagePullBackOff',
    '2026-01-01T00:01:30Z 5/15 Prepare target: still running after 1 min 30 s, waiting for the target mover to start: ImagePullBackOff',
  ]);
});
