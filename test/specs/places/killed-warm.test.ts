import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PhaseName } from '../../../src/move/model/phase-names.ts';
import { kinds } from '../../../src/kube/objects/kinds.ts';
import type { Call } from '../../faults/api-proxy.ts';
import { killAtCall } from '../../faults/kill-in-phase.ts';
import { abortMove, resumeMove, startMove } from '../../place/cli.ts';
import { openPlace } from '../../place/open-place.ts';
import type { Place } from '../../place/place.ts';
import { openProxied, type Proxied } from '../../place/proxied-place.ts';
import { createWriter, type Followed, type Writer } from '../../place/writer.ts';

describe('a database whose move with --warm and --scale is killed', { timeout: 300_000 }, () => {
  let place: Place & Proxied;
  let writer: Writer;
  let running: Followed;
  beforeAll(async () => {
    place = await openProxied(await openPlace());
  });
  afterAll(async () => place.close());
  beforeEach(async ({ skip }) => {
    if (!place.shared) skip('test/crash/scaled.test.ts does it in the sandbox, in every direction');
    writer = await createWriter(place, place.localNodes[0]);
    running = await writer.follow();
  });

  const move = () => startMove(place, writer, place.virtualNode, ['--warm', '--scale']);
  const killIn = async (phase: PhaseName) => place.killIn(phase, move);
  const findPod = async () => (await place.consumer.find(kinds.pod, { namespace: writer.namespace, name: 'db-0' }))?.metadata.uid;
  const expectAbort = async () => expect(await abortMove(place, writer)).toMatchObject({ exitCode: 0 });

  /** Another pod than before runs on that node, and has found all that was acknowledged. */
  async function expectStartedOn(node: string): Promise<void> {
    const acknowledged = await running.acknowledged;
    running = await writer.follow();
    expect(running.node).toBe(node);
    expect(running.found.log).toBeGreaterThanOrEqual(acknowledged);
    expect(running.found.page).toBeGreaterThanOrEqual(acknowledged);
  }

  it('runs on untouched after a kill in warm-copy and an abort; resumed, it moves', async () => {
    const pod = await findPod();
    await killIn('warm-copy');
    expect(await findPod()).toBe(pod);
    await expectAbort();
    expect(await findPod()).toBe(pod);
    await killIn('warm-copy');
    expect(await resumeMove(place, writer)).toMatchObject({ exitCode: 0 });
    await expectStartedOn(place.virtualNode);
  });

  const downBy: Record<'with the scaling' | 'in take-snapshot', () => Promise<void>> = {
    'with the scaling': async () => place.killBy((kill) => killAtCall(scales, kill), move),
    'in take-snapshot': async () => killIn('take-snapshot'),
  };
  it.each(Object.entries(downBy))('is started again after a kill %s, wherever its data is then', async (_, kill) => {
    await kill();
    await expectAbort();
    await expectStartedOn(place.localNodes[0]);
    await kill();
    expect(await resumeMove(place, writer)).toMatchObject({ exitCode: 0 });
    await expectStartedOn(place.virtualNode);
  });

  it('is started at its new place after a kill in start-application', async () => {
    await killIn('start-application');
    expect(await resumeMove(place, writer)).toMatchObject({ exitCode: 0 });
    await expectStartedOn(place.virtualNode);
  });
});

function scales({ method, path }: Call): boolean {
  return method !== 'GET' && path.includes('/statefulsets/');
}
