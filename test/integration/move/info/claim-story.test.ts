// @module-tag core
import { describe, expect, it, onTestFinished } from 'vitest';
import { AppError } from '../../../../src/base/errors.ts';
import { type Claim, type Event, kinds } from '../../../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../../../src/kube/client/port.ts';
import { KubeError } from '../../../../src/kube/client/errors.ts';
import { tellOnClaim } from '../../../../src/move/info/claim-story.ts';
import type { MoveEvent } from '../../../../src/move/model/events.ts';
import type { MoveOutcome } from '../../../../src/move/model/outcome.ts';
import { createFakeClock } from '../../../fake-clock.ts';
import { removeObject } from '../../../place/objects.ts';
import { startApiServer } from '../../../sandbox/api/server.ts';
import { contextOf } from '../../../support/contexts.ts';
import { portWith } from '../../../support/ports.ts';
import { reportOf } from '../../../support/reports.ts';

const ref = { namespace: 'shop', claim: 'data' };
const claim: Claim = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { namespace: 'shop', name: 'data' },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
};
const started: MoveEvent = { type: 'move-started', move: 'abc', ...ref, from: 'rome-1', to: 'milan', direction: 'forward', resumed: false };
const cutOver: MoveEvent = { type: 'phase-done', phase: 'swap-claim', direction: 'forward', milliseconds: 5 };
const moved: MoveOutcome = { kind: 'moved', report: reportOf({ verified: { entries: 3, digest: '150f3395ab' } }), unseen: [], next: [] };

async function openCluster(): Promise<KubePort> {
  const server = await startApiServer({ name: 'rome' });
  onTestFinished(() => server.close());
  const port = server.as({ name: 'alice', groups: ['system:masters'] });
  await port.create(kinds.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
  await port.create(kinds.claim, claim);
  return port;
}

/** What `kubectl describe pvc` shows: the events of the claim that lives now. */
async function describeClaim(port: KubePort): Promise<string[]> {
  const { metadata } = await port.read(kinds.claim, { namespace: 'shop', name: 'data' });
  const { items } = await port.list(kinds.event, { namespace: 'shop' });
  const own = items.filter(({ involvedObject }: Event) => involvedObject.uid === metadata.uid);
  return own.map(({ type, reason, message }) => `${type} ${reason}: ${message}`).toSorted();
}

describe('the story of a move on its claim', () => {
  it('is told to the claim of that moment, before and after the cutover', async () => {
    const port = await openCluster();
    const heard: MoveEvent[] = [];
    const story = tellOnClaim(contextOf(port, { emit: (event) => heard.push(event) }), ref);
    story.context.emit(started);
    await expect.poll(() => describeClaim(port)).toEqual(['Normal MoveStarted: Moving from rome-1 to milan (move abc)']);
    const key = { namespace: 'shop', name: 'data' };
    await port.mergePatch(kinds.claim, key, { metadata: { finalizers: null } });
    await removeObject(port, kinds.claim, key);
    await port.create(kinds.claim, claim);
    story.context.emit(cutOver);
    await story.end(moved);
    expect(heard).toEqual([started, cutOver]);
    expect(await describeClaim(port)).toEqual([
      'Normal CutOver: Cut over to the new copy, moving from rome-1 to milan',
      'Normal Moved: Moved from rome-1 to milan: 2 KiB in 2 files, verified (sha256:150f3395)',
    ]);
  });

  it.each([
    [
      'rolled back for a reason',
      { kind: 'undone', cause: new AppError('move', 'disk\u001b[31m full'), interrupted: false },
      'Warning MoveUndone: The move from rome-1 to milan was rolled back: disk\\x1b[31m full',
    ],
    [
      'rolled back as asked',
      { kind: 'undone', cause: undefined, interrupted: false },
      'Normal MoveUndone: The move from rome-1 to milan was rolled back',
    ],
    [
      'stopped',
      { kind: 'stopped', cause: new AppError('move', 'no rights'), interrupted: false, phase: 'swap-claim', ways: ['resume'] },
      'Warning MoveStopped: The move from rome-1 to milan stopped: no rights',
    ],
    [
      'kept',
      { kind: 'kept', report: reportOf(), unseen: [], next: [] },
      'Normal Moved: Moved from rome-1 to milan: 2 KiB in 2 files; the old copy is kept',
    ],
  ] satisfies [string, MoveOutcome, string][])('ends with a move that was %s', async (_how, outcome, expected) => {
    const port = await openCluster();
    const story = tellOnClaim(contextOf(port), ref);
    story.context.emit(started);
    await story.end(outcome);
    expect(await describeClaim(port)).toContain(expected);
  });

  it('says nothing of a move that was refused', async () => {
    const port = await openCluster();
    await tellOnClaim(contextOf(port), ref).end({ kind: 'refused', refusals: [] });
    expect(await describeClaim(port)).toEqual([]);
  });

  it('is no trouble where events may not be written, and does not wait long for a cluster that does not answer', async () => {
    const port = await openCluster();
    const forbidden = portWith(port, { create: () => Promise.reject(new KubeError({ reason: 'forbidden', message: 'no' })) });
    const untold = tellOnClaim(contextOf(forbidden), ref);
    untold.context.emit(started);
    await untold.end(moved);
    const clock = createFakeClock();
    const silent = portWith(port, { find: () => new Promise(() => undefined) });
    const story = tellOnClaim(contextOf(silent, { clock }), ref);
    story.context.emit(started);
    const ended = story.end(moved);
    await clock.sleepers(1);
    await clock.advance(2000);
    await ended;
  });
});
