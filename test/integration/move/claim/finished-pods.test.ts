// @module-tag core
import { describe, expect, it, onTestFinished } from 'vitest';
import { kinds, type Pod } from '../../../../src/kube/objects/kinds.ts';
import type { Key, KubePort } from '../../../../src/kube/client/port.ts';
import type { MoveEvent } from '../../../../src/move/model/events.ts';
import { isTerminal, removeFinishedPods } from '../../../../src/move/claim/finished-pods.ts';
import type { Move } from '../../../../src/move/model/move.ts';
import { planMove } from '../../../../src/move/preflight/plan-move.ts';
import { systemClock } from '../../../../src/base/time/system-clock.ts';
import { startApiServer } from '../../../sandbox/api/server.ts';
import { factsWith } from '../../../support/facts.ts';

async function openCluster(): Promise<KubePort> {
  const server = await startApiServer({ name: 'rome' });
  onTestFinished(() => server.close());
  const port = server.as({ name: 'alice', groups: ['system:masters'] });
  for (const name of ['shop', 'shop-rome']) {
    await port.create(kinds.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }
  return port;
}

async function addPod(port: KubePort, { name, phase, claim = 'data' }: { name: string; phase: string; claim?: string }): Promise<void> {
  const volumes = [{ name: 'v', persistentVolumeClaim: { claimName: claim } }];
  const containers = [{ name: 'main', image: 'busybox' }];
  await port.create(kinds.pod, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop' },
    spec: { containers, volumes },
  } as Pod);
  await port.mergePatch(kinds.pod, { name, namespace: 'shop' }, { status: { phase } }, { subresource: 'status' });
}

function moveOn(consumer: KubePort): { move: Move; events: MoveEvent[] } {
  const facts = factsWith();
  const value = planMove(facts);
  const events: MoveEvent[] = [];
  const rest = { clock: systemClock, signal: new AbortController().signal, waiting: () => undefined };
  const move = { consumer, provider: async () => consumer, journal: { value }, emit: (event: MoveEvent) => events.push(event), ...rest };
  return { move: move as unknown as Move, events };
}

const names = async (port: KubePort) => (await port.list(kinds.pod, { namespace: 'shop' })).items.map(({ metadata }) => metadata.name);

describe('finished pods that name the claim', () => {
  it('go, and nothing else does; a second run finds nothing to do', async () => {
    const port = await openCluster();
    await addPod(port, { name: 'done', phase: 'Succeeded' });
    await addPod(port, { name: 'failed', phase: 'Failed' });
    await addPod(port, { name: 'running', phase: 'Running' });
    await addPod(port, { name: 'elsewhere', phase: 'Succeeded', claim: 'other' });
    const { move, events } = moveOn(port);
    await removeFinishedPods(move);
    await removeFinishedPods(move);
    expect(await names(port)).toEqual(['elsewhere', 'running']);
    expect(events.map((event) => event.type === 'warning' && event.text)).toEqual([
      'removed the finished pod shop/done',
      'removed the finished pod shop/failed',
    ]);
  });

  it('are deleted only as they were seen', async () => {
    const port = await openCluster();
    await addPod(port, { name: 'done', phase: 'Succeeded' });
    const changing = new Proxy(port, {
      get: (target, name: keyof KubePort) => {
        if (name !== 'remove') return (target[name] as { bind?: (to: KubePort) => unknown }).bind?.(target) ?? target[name];
        return async (...args: Parameters<KubePort['remove']>) => {
          await target.mergePatch(kinds.pod, args[1] as Key, { metadata: { annotations: { 'example.com/changed': 'now' } } });
          return target.remove(...args);
        };
      },
    });
    await expect(removeFinishedPods(moveOn(changing).move)).rejects.toMatchObject({ reason: 'conflict' });
    expect(await names(port)).toEqual(['done']);
  });
});

it('knows what is finished', () => {
  const phases = ['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'];
  expect(phases.filter((phase) => isTerminal({ status: { phase } } as Pod))).toEqual(['Succeeded', 'Failed']);
});
