import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectText } from '../../src/kube/login/connect.ts';
import { kinds, type Meta } from '../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../src/kube/client/port.ts';
import type { MoveContext } from '../../src/move/model/context.ts';
import { runMove } from '../../src/move/engine/start.ts';
import { startApiProxy } from '../faults/api-proxy.ts';
import { killInPhase } from '../faults/kill-in-phase.ts';
import { type App, createApp, onVolume } from '../place/app.ts';
import { type CliRun, resumeMove, startMove } from '../place/cli.ts';
import { type Attempts, expectRefused, watchAttempts } from '../place/refusals.ts';
import { openSandbox, type SandboxPlace } from '../place/sandbox-place.ts';
import { until } from '../place/waiting.ts';
import { contextOf } from '../support/contexts.ts';
import { portWith } from '../support/ports.ts';
import { recordWrites } from '../support/recorded-writes.ts';
import { finishedPod } from './checks-objects.ts';
import { surroundings } from '../support/surroundings.ts';
import { requestOf } from '../support/requests.ts';

describe('a move at its beginning', () => {
  let place: SandboxPlace;
  let attempts: Attempts;
  let app: App;
  beforeAll(async () => {
    place = await openSandbox();
    attempts = await watchAttempts(place, { name: 'alice', groups: ['system:masters'] });
    app = await createApp(place, { node: 'rome-1', fill: 'echo one > /data/file' });
  });
  afterAll(async () => {
    attempts.stop();
    await place.close();
  });

  it('is not begun when the cluster does not show all that its journal needs', async () => {
    const { port, writes } = recordWrites(place.consumer);
    const find: KubePort['find'] = async (kind, key) => {
      const found = await port.find(kind, key);
      return kind.plural === kinds.volume.plural ? withoutUid(found) : found;
    };
    const connect: MoveContext['connect'] = (kubeconfig, { cluster }) => connectText(kubeconfig, { ...surroundings, cluster });
    const context = contextOf(portWith(port, { find }), { connect });
    const outcome = await runMove(requestOf({ ...app, verify: 'none' }), false, context);
    const next = [{ program: 'kubectl', words: `describe pvc -n ${app.namespace} ${app.claim}` }, 'try again'];
    expect(outcome).toMatchObject({ kind: 'refused', refusals: [{ check: 'facts-incomplete', next }] });
    expect(writes).toEqual([]);
  });

  it('goes ahead over finished pods when told to, also when it is killed over them', async () => {
    const { namespace } = app;
    await place.consumer.create(kinds.pod, finishedPod({ namespace, name: 'over', claim: app.claim, node: 'rome-1' }));
    await until(place.consumer, { kind: kinds.pod, key: { namespace, name: 'over' } }, (pod) => pod?.status?.phase === 'Succeeded');
    expectRefused(await attempts.run(app, ['--target-node', 'milan']), {
      'claim-named-by-finished-pod': ['over (Succeeded)', '--remove-finished-pods'],
    });

    const proxy = await startApiProxy(place.sandbox.consumer.kubeconfig, join(place.sandbox.folder, 'killing.yaml'));
    const started: { run?: CliRun } = {};
    proxy.setRule(killInPhase('arm-guard', () => started.run?.kill('SIGKILL')));
    const flags = ['--remove-finished-pods', '--verify', 'none'];
    started.run = startMove({ ...place, kubeconfigFile: proxy.kubeconfigFile }, app, 'milan', flags);
    expect(await started.run.ended).toMatchObject({ exitCode: undefined });
    await proxy.close();
    expect(await place.consumer.find(kinds.pod, { namespace, name: 'over' })).toBeUndefined();

    // Under a move everything is as that move has made it: nothing else is told.
    expectRefused(await attempts.run(app, ['--target-node', 'nowhere']), {
      'move-in-progress': ['is not finished', `liqoctl move resume data -n ${namespace}`],
    });
    expect(await resumeMove(place, app)).toMatchObject({ exitCode: 0 });
    expect(await onVolume(place, app, { node: 'milan', script: 'cat /data/file' })).toEqual(['one']);
  });
});

function withoutUid<T>(object: T): T {
  const { metadata } = object as { metadata: Meta };
  const { uid: _, ...rest } = metadata;
  return { ...object, metadata: rest };
}
