import { afterAll, beforeAll, expect, it } from 'vitest';
import { kinds, type StatefulSet } from '../../../../src/kube/objects/kinds.ts';
import { abortMove } from '../../../../src/move/engine/abort.ts';
import { resumeMove } from '../../../../src/move/engine/resume.ts';
import { runMove } from '../../../../src/move/engine/start.ts';
import { findJournal } from '../../../../src/move/held/journal-store.ts';
import { summarizeMove } from '../../../../src/move/info/list-moves.ts';
import type { MoveContext } from '../../../../src/move/model/context.ts';
import type { MoveEvent } from '../../../../src/move/model/events.ts';
import type { MoveOutcome } from '../../../../src/move/model/outcome.ts';
import type { PhaseName } from '../../../../src/move/model/phase-names.ts';
import type { OperatorCall, ReadFate } from '../../../matrix/operator/call.ts';
import { hastyClock } from '../../../matrix/operator/hasty-clock.ts';
import { Operator } from '../../../matrix/operator/operator.ts';
import { createFilledApp } from '../../../matrix/world/app.ts';
import { lookAtUser, startUser } from '../../../matrix/world/application.ts';
import { startWorld, type World } from '../../../matrix/world/world.ts';
import type { App } from '../../../place/app.ts';
import { contextOf } from '../../../support/contexts.ts';
import { requestOf } from '../../../support/requests.ts';
import { until } from '../../../support/until.ts';
import { isReady } from '../../../sandbox/controllers/states.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ providers: [], ownClass: false });
});
afterAll(async () => world.stop());

const calm = { discardChanges: false, recreate: false };

async function openDeployment(): Promise<App> {
  const app = await createFilledApp(world, { node: 'rome-1', storageClass: 'liqo' });
  await startUser(world, app);
  return app;
}

const moveTo = (app: App, targetNode: string, more = {}) => requestOf({ ...app, targetNode, scale: true, ...more });

/** Runs a command to its end, as the same holder as operators, who need not wait for each other; what it has said is kept. */
async function run(
  command: (context: MoveContext) => Promise<MoveOutcome>,
  gentle = new AbortController().signal,
): Promise<{ outcome: MoveOutcome; said: MoveEvent[] }> {
  const said: MoveEvent[] = [];
  const interrupt = { gentle, hard: new AbortController().signal };
  const context = contextOf(world.consumer.port, {
    clock: hastyClock,
    emit: (event) => said.push(event),
    leaseSeconds: 15,
    holder: 'operator',
    interrupt,
  });
  return { outcome: await command(context), said };
}

/** A move whose program dies behind the first write of that phase. */
async function killIn(app: App, phase: PhaseName): Promise<void> {
  const write = (call: { phase: string }) => (call.phase.startsWith(phase) ? 'killed-after' : 'passed') as 'killed-after' | 'passed';
  expect(await new Operator(world, { write }).run((context) => runMove(moveTo(app, 'rome-2'), false, context))).toBe('killed');
}

async function isDown({ namespace, claim }: App): Promise<boolean> {
  const journal = await findJournal(world.consumer.port, { namespace, name: claim });
  expect(journal && summarizeMove(journal.value, false)).toMatchObject({ scaledDown: 'Deployment user is scaled down from 1 to 0' });
  return (await world.consumer.port.read(kinds.deployment, { name: 'user', namespace })).spec?.replicas === 0;
}

async function setReplicas({ namespace }: App, replicas: number): Promise<void> {
  await world.consumer.port.mergePatch(kinds.deployment, { name: 'user', namespace }, { spec: { replicas } });
}

it('moves one claim of a StatefulSet: lower replicas go on, the others are back in the end, and the downtime is known', async () => {
  const { namespace } = await createFilledApp(world, { node: 'rome-1', storageClass: 'liqo' });
  const { port } = world.consumer;
  await port.create(kinds.statefulSet, renderSet(namespace));
  const pods = async () => {
    const { items } = await port.list(kinds.pod, { namespace, labels: 'app=web' });
    return items.length === 3 && items.every(isReady) ? new Map(items.map((pod) => [pod.metadata.name, pod])) : undefined;
  };
  const before = await until(pods, { seconds: 60 });
  const targetNode = before.get('web-1')?.spec?.nodeName === 'rome-1' ? 'rome-2' : 'rome-1';
  const request = moveTo({ namespace, claim: 'data-web-1' }, targetNode);
  const { outcome, said } = await run((context) => runMove(request, false, context));
  expect(outcome).toMatchObject({
    kind: 'moved',
    next: [],
    report: {
      downtimeMilliseconds: expect.any(Number),
      scaled: [{ kind: 'StatefulSet', name: 'web', replicas: 3, scaledTo: 1, state: 'up' }],
    },
  });
  expect(said).toContainEqual(expect.objectContaining({ type: 'phase-started', phase: 'stop-application', step: 2, steps: 17 }));
  const after = await until(pods, { seconds: 60 });
  expect(after.get('web-0')?.metadata.uid).toBe(before.get('web-0')?.metadata.uid);
  expect(after.get('web-1')?.spec?.nodeName).toBe(targetNode);
  expect((await port.read(kinds.statefulSet, { name: 'web', namespace })).metadata.labels ?? {}).toEqual({});
});

it('goes on after a crash with the application down, which then comes back', async () => {
  const app = await openDeployment();
  await killIn(app, 'take-snapshot');
  expect(await isDown(app)).toBe(true);
  expect((await run((context) => resumeMove(app, context))).outcome).toMatchObject({
    kind: 'moved',
    report: { downtimeMilliseconds: expect.any(Number) },
  });
  expect(await lookAtUser(world, app)).toEqual([]);
});

it('brings the application back with an abort after a crash, before the cutover and behind it', async () => {
  for (const phase of ['hold-source', 'adopt-target'] as const) {
    const app = await openDeployment();
    await killIn(app, phase);
    expect(await isDown(app)).toBe(true);
    expect((await run((context) => abortMove(app, calm, context))).outcome).toMatchObject({ kind: 'undone' });
    expect(await lookAtUser(world, app)).toEqual([]);
  }
});

it('starts the application on the new copy although the old one is kept, and stops it again to go back', async () => {
  const app = await openDeployment();
  expect((await run((context) => runMove(moveTo(app, 'rome-2', { keepSource: true }), false, context))).outcome).toMatchObject({
    kind: 'kept',
  });
  expect(await lookAtUser(world, app)).toEqual([]);
  expect((await run((context) => abortMove(app, { ...calm, discardChanges: true }, context))).outcome).toMatchObject({ kind: 'undone' });
  expect(await lookAtUser(world, app)).toEqual([]);
});

it('is not misled by an answer from before it was scaled down', async () => {
  const app = await openDeployment();
  const read = ({ phase, what }: OperatorCall): ReadFate =>
    phase.startsWith('start-application') && what.startsWith('deployments') && !misled++ ? 'stale' : 'passed';
  let misled = 0;
  expect(await new Operator(world, { read }).run((context) => runMove(moveTo(app, 'rome-2'), false, context))).toBe('moved');
  expect(misled).toBeGreaterThan(0);
  expect(await lookAtUser(world, app)).toEqual([]);
});

it('leaves a count alone that somebody has changed meanwhile, and names it', async () => {
  const app = await openDeployment();
  const write = async (call: { phase: string }) => {
    if (call.phase.startsWith('lift-guard')) await setReplicas(app, 3);
    return 'passed' as const;
  };
  const operator = new Operator(world, { write });
  const outcomes: MoveOutcome[] = [];
  await operator.run(async (context) => {
    const outcome = await runMove(moveTo(app, 'rome-2'), false, context);
    outcomes.push(outcome);
    return outcome;
  });
  expect(outcomes).toMatchObject([
    { kind: 'moved', report: { scaled: [{ state: 'left', left: 'Deployment user: somebody has scaled it to 3' }] } },
  ]);
  expect(operator.said).toContainEqual({
    type: 'warning',
    text: 'left alone: Deployment user: somebody has scaled it to 3',
    onClaim: true,
  });
  const { metadata, spec } = await world.consumer.port.read(kinds.deployment, { name: 'user', namespace: app.namespace });
  expect(spec?.replicas).toBe(3);
  expect(metadata.labels ?? {}).toEqual({});
});

it('is undone when a pod does not end, naming what keeps it, and the application is scaled up again', async () => {
  const app = await openDeployment();
  const { port } = world.consumer;
  const [pod] = (await port.list(kinds.pod, { namespace: app.namespace, labels: 'app=user' })).items;
  const key = { name: pod?.metadata.name ?? '', namespace: app.namespace };
  await port.mergePatch(kinds.pod, key, { metadata: { finalizers: ['example.com/slow'] } });
  const { outcome } = await run((context) => runMove(moveTo(app, 'rome-2', { stallSeconds: 1 }), false, context));
  expect(outcome).toMatchObject({ kind: 'undone', cause: { message: expect.stringContaining('finalizer example.com/slow') } });
  await port.mergePatch(kinds.pod, key, { metadata: { finalizers: null } });
  expect(await lookAtUser(world, app)).toEqual([]);
});

it('is undone by a Ctrl-C while a pod is waited for', async () => {
  const app = await openDeployment();
  const { port } = world.consumer;
  const [pod] = (await port.list(kinds.pod, { namespace: app.namespace, labels: 'app=user' })).items;
  const key = { name: pod?.metadata.name ?? '', namespace: app.namespace };
  await port.mergePatch(kinds.pod, key, { metadata: { finalizers: ['example.com/slow'] } });
  const pressed = new AbortController();
  const ending = run((context) => runMove(moveTo(app, 'rome-2'), false, context), pressed.signal);
  await until(async () => (await port.find(kinds.pod, key))?.metadata.deletionTimestamp);
  pressed.abort();
  expect((await ending).outcome).toMatchObject({ kind: 'undone', interrupted: true });
  await port.mergePatch(kinds.pod, key, { metadata: { finalizers: null } });
  expect(await lookAtUser(world, app)).toEqual([]);
});

it('does not scale a set down that deletes claims by now', async () => {
  const { namespace } = await createFilledApp(world, { node: 'rome-1', storageClass: 'liqo' });
  const { port } = world.consumer;
  await port.create(kinds.statefulSet, renderSet(namespace));
  await until(async () => (await port.read(kinds.statefulSet, { name: 'web', namespace })).status?.readyReplicas === 3, { seconds: 60 });
  const node = (await port.read(kinds.pod, { name: 'web-2', namespace })).spec?.nodeName;
  const write = async (call: { phase: string }) => {
    const spec = { persistentVolumeClaimRetentionPolicy: { whenScaled: 'Delete' } };
    if (call.phase.startsWith('open-journal')) await port.mergePatch(kinds.statefulSet, { name: 'web', namespace }, { spec });
    return 'passed' as const;
  };
  const request = moveTo({ namespace, claim: 'data-web-2' }, node === 'rome-1' ? 'rome-2' : 'rome-1');
  const end = await new Operator(world, { write }).run((context) => runMove(request, false, context));
  expect(end).toContain('deletes claims');
  expect((await port.read(kinds.statefulSet, { name: 'web', namespace })).spec?.replicas).toBe(3);
  expect((await port.read(kinds.claim, { name: 'data-web-2', namespace })).metadata).not.toHaveProperty('deletionTimestamp');
});

function renderSet(namespace: string): StatefulSet {
  const labels = { app: 'web' };
  const container = { name: 'web', image: 'web', volumeMounts: [{ name: 'data', mountPath: '/data' }] };
  const claim = { accessModes: ['ReadWriteOnce'], storageClassName: 'liqo', resources: { requests: { storage: '64Mi' } } };
  return {
    apiVersion: kinds.statefulSet.apiVersion,
    kind: kinds.statefulSet.kind,
    metadata: { name: 'web', namespace },
    spec: {
      serviceName: 'web',
      replicas: 3,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [container] } },
      volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: claim }],
    },
  };
}
