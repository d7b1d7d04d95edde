import { afterAll, beforeAll, expect, it } from 'vitest';
import { kinds } from '../../../../src/kube/objects/kinds.ts';
import { abortMove } from '../../../../src/move/engine/abort.ts';
import { resumeMove } from '../../../../src/move/engine/resume.ts';
import { runMove } from '../../../../src/move/engine/start.ts';
import { findJournal } from '../../../../src/move/held/journal-store.ts';
import type { MoveContext } from '../../../../src/move/model/context.ts';
import type { MoveEvent } from '../../../../src/move/model/events.ts';
import { phaseOrder } from '../../../../src/move/model/journal.ts';
import type { MoveOutcome } from '../../../../src/move/model/outcome.ts';
import type { PhaseName } from '../../../../src/move/model/phase-names.ts';
import { hastyClock } from '../../../matrix/operator/hasty-clock.ts';
import { Operator } from '../../../matrix/operator/operator.ts';
import { createFilledApp } from '../../../matrix/world/app.ts';
import { lookAtUser, startUser } from '../../../matrix/world/application.ts';
import { startWorld, type World } from '../../../matrix/world/world.ts';
import type { App } from '../../../place/app.ts';
import { contextOf } from '../../../support/contexts.ts';
import { requestOf } from '../../../support/requests.ts';
import { until } from '../../../support/until.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ providers: [], ownClass: false });
});
afterAll(async () => world.stop());

const calm = { discardChanges: false, recreate: false };
const warm = { maxDowntimeSeconds: 30 };

async function openDeployment(): Promise<App> {
  const app = await createFilledApp(world, { node: 'rome-1', storageClass: 'liqo' });
  await startUser(world, app);
  return app;
}

const moveOf = (app: App, more = {}) => requestOf({ ...app, targetNode: 'rome-2', scale: true, warm, ...more });

/** Runs a command to its end; `seen` hears what it says while it says it. */
async function run(
  command: (context: MoveContext) => Promise<MoveOutcome>,
  seen: (event: MoveEvent) => void = () => undefined,
): Promise<{ outcome: MoveOutcome; said: MoveEvent[] }> {
  const said: MoveEvent[] = [];
  const emit = (event: MoveEvent) => {
    said.push(event);
    seen(event);
  };
  const context = contextOf(world.consumer.port, { clock: hastyClock, emit, leaseSeconds: 15, holder: 'operator' });
  return { outcome: await command(context), said };
}

/** Names of the pods of the application that are not told to end. */
async function podsOf({ namespace }: App): Promise<readonly string[]> {
  const { items } = await world.consumer.port.list(kinds.pod, { namespace, labels: 'app=user' });
  return items.flatMap(({ metadata }) => (metadata.deletionTimestamp === undefined ? [metadata.uid ?? ''] : []));
}

/** A move whose program dies behind a write of that phase, the first one unless told otherwise. */
async function killIn(app: App, phase: PhaseName, number = 1): Promise<void> {
  let count = 0;
  const write = (call: { phase: string }) => {
    if (call.phase.startsWith(phase)) count += 1;
    return count === number ? 'killed-after' : 'passed';
  };
  expect(await new Operator(world, { write }).run((context) => runMove(moveOf(app), false, context))).toBe('killed');
}

it('copies before it stops the application, and guards the claim only then', async () => {
  const app = await openDeployment();
  const before = await podsOf(app);
  const { outcome, said } = await run((context) => runMove(moveOf(app), false, context));
  expect(outcome).toMatchObject({ kind: 'moved', report: { downtimeMilliseconds: expect.any(Number) } });
  const done = said.flatMap((event) => (event.type === 'phase-done' ? event.phase : []));
  expect(done.slice(0, 8)).toEqual([
    'open-journal',
    'hold-source',
    'open-workspace',
    'stage-target',
    'warm-copy',
    'stop-application',
    'arm-guard',
    'take-snapshot',
  ]);
  expect(said).toContainEqual(expect.objectContaining({ phase: 'warm-copy', note: '2 passes, the last one 1 s' }));
  expect(await lookAtUser(world, app)).toEqual([]);
  expect(before).toHaveLength(1);
  expect(await podsOf(app)).not.toEqual(before);
});

it('leaves the application alone when it dies or is undone before it has stopped it', { timeout: 60_000 }, async () => {
  for (const phase of ['hold-source', 'stage-target', 'warm-copy'] as const) {
    const app = await openDeployment();
    const before = await podsOf(app);
    await killIn(app, phase);
    expect(await podsOf(app)).toEqual(before);
    expect((await run((context) => abortMove(app, calm, context))).outcome).toMatchObject({ kind: 'undone' });
    expect(await podsOf(app)).toEqual(before);
  }
});

it.for(['warm-copy', 'arm-guard', 'restore-data', 'swap-claim'] as const)(
  'goes on with what it has copied after a crash in %s, or brings the application back',
  { timeout: 60_000 },
  async (phase) => {
    const [gone, turned] = [await openDeployment(), await openDeployment()];
    await killIn(gone, phase);
    await killIn(turned, phase);
    expect((await run((context) => resumeMove(gone, context))).outcome).toMatchObject({ kind: 'moved' });
    expect((await run((context) => abortMove(turned, calm, context))).outcome).toMatchObject({ kind: 'undone' });
    for (const app of [gone, turned]) expect(await lookAtUser(world, app)).toEqual([]);
  },
);

it.for([2, 3])(
  'starts no last mover beside the application after a crash at the end of the copy (write %i)',
  { timeout: 60_000 },
  async (number) => {
    const app = await openDeployment();
    const before = await podsOf(app);
    await killIn(app, 'warm-copy', number);
    const seen: Promise<readonly string[]>[] = [];
    const { outcome } = await run(
      (context) => resumeMove(app, context),
      (event) => {
        if (event.type === 'phase-started' && event.phase === 'stop-application') seen.push(podsOf(app));
      },
    );
    expect(await Promise.all(seen)).toEqual([before]);
    expect(outcome).toMatchObject({ kind: 'moved' });
    expect(await lookAtUser(world, app)).toEqual([]);
  },
);

it('says when it is time where others stop the application, and waits for them', { timeout: 60_000 }, async () => {
  const app = await openDeployment();
  const { port } = world.consumer;
  const { outcome, said } = await run(
    (context) => runMove(moveOf(app, { scale: undefined, stallSeconds: 1 }), false, context),
    (event) => {
      if (event.type !== 'warning' || !event.text.startsWith('time to stop the application')) return;
      void port.mergePatch(kinds.deployment, { name: 'user', namespace: app.namespace }, { spec: { replicas: 0 } });
    },
  );
  expect(said).toContainEqual({ type: 'warning', text: expect.stringContaining('pod user-'), onClaim: true });
  expect(outcome).toMatchObject({ kind: 'moved', next: [{ program: 'kubectl', words: expect.stringContaining('scale deployment user') }] });
});

it('copies everything while the application is down where a second pod cannot get at the volume', { timeout: 60_000 }, async () => {
  const app = await openDeployment();
  const { port } = world.consumer;
  const open = async (name: string) => port.mergePatch(kinds.node, { name }, { metadata: { labels: { movers: 'allowed' } } });
  await open('rome-2');
  const { outcome, said } = await run(
    (context) => runMove(moveOf(app, { moverNodeSelector: { movers: 'allowed' }, stallSeconds: 4 }), false, context),
    (event) => {
      if (event.type === 'warning' && event.text.includes('all is copied while it is down')) void open('rome-1');
    },
  );
  expect(said).toContainEqual({ type: 'warning', text: expect.stringContaining('cannot get at the volume beside the application') });
  expect(outcome).toMatchObject({ kind: 'moved', report: { passes: 1 } });
  expect(await lookAtUser(world, app)).toEqual([]);
});

it('is a move like any other where no pod uses the claim', { timeout: 60_000 }, async () => {
  const app = await createFilledApp(world, { node: 'rome-1', storageClass: 'liqo' });
  await killIn(app, 'open-journal');
  const journal = await until(async () => findJournal(world.consumer.port, { namespace: app.namespace, name: app.claim }));
  expect(phaseOrder(journal.value)).not.toContain('warm-copy');
  expect((await run((context) => resumeMove(app, context))).outcome).toMatchObject({ kind: 'moved' });
});
