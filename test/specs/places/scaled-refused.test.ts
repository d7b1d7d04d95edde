import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kinds, type Pod } from '../../../src/kube/objects/kinds.ts';
import { type App, createFilledClaim, createOffloadedNamespace } from '../../place/app.ts';
import { moveVolume, readEnding } from '../../place/cli.ts';
import { openPlace } from '../../place/open-place.ts';
import type { Place } from '../../place/place.ts';
import { renderSet } from '../../place/stateful-set.ts';
import { lookUntil } from '../../place/waiting.ts';

/** Everything that keeps a move from scaling is in the way of one and the same claim. */
describe('a move with --scale that may not scale', () => {
  let place: Place;
  let app: App;
  beforeAll(async () => {
    place = await openPlace();
    app = { namespace: await createOffloadedNamespace(place), claim: 'data-db-1' };
    for (const claim of ['data-db-0', 'data-db-1'])
      await createFilledClaim(place, { ...app, claim }, { node: place.localNodes[0], fill: 'true' });
    await createOperatedSet();
    await createAutoscaler();
    await place.consumer.create(kinds.pod, { ...podOf('by-hand'), apiVersion: 'v1', kind: 'Pod' });
    await createJob();
    await lookUntil(
      async () => (await place.consumer.list(kinds.pod, { namespace: app.namespace })).items.filter(usesClaim),
      (pods) => pods.length === 3 && pods.every(({ status }) => status?.phase === 'Running'),
    );
  }, 170_000);
  afterAll(async () => place.close());

  const usesClaim = ({ spec }: Pod) => spec?.volumes?.some(({ persistentVolumeClaim: used }) => used?.claimName === app.claim) === true;

  /** Run by something that would scale it up again, and one that deletes its claims. */
  async function createOperatedSet(): Promise<void> {
    const { namespace } = app;
    const operator = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'operator', namespace } };
    const { metadata } = await place.consumer.create(kinds.configMap, operator);
    const set = renderSet(place, { namespace, replicas: 2, image: place.images.busybox, command: ['sleep', '3600'] });
    const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'operator', uid: metadata.uid ?? '', controller: true };
    await place.consumer.create(kinds.statefulSet, {
      ...set,
      metadata: { ...set.metadata, ownerReferences: [owner] },
      spec: { ...set.spec, persistentVolumeClaimRetentionPolicy: { whenScaled: 'Delete' } },
    } as typeof set);
  }

  async function createAutoscaler(): Promise<void> {
    const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'db' };
    await place.consumer.create(kinds.autoscaler, {
      apiVersion: kinds.autoscaler.apiVersion,
      kind: kinds.autoscaler.kind,
      metadata: { name: 'load', namespace: app.namespace },
      spec: { scaleTargetRef, minReplicas: 1, maxReplicas: 3 },
    });
  }

  async function createJob(): Promise<void> {
    const { metadata, spec } = podOf('import');
    await place.consumer.create(kinds.job, {
      apiVersion: kinds.job.apiVersion,
      kind: kinds.job.kind,
      metadata,
      spec: { template: { spec } },
    });
  }

  function podOf(name: string) {
    const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: app.claim } }];
    const mounts = [{ name: 'data', mountPath: '/data' }];
    const container = { name: 'main', image: place.images.busybox, command: ['sleep', '3600'], volumeMounts: mounts };
    const spec = { restartPolicy: 'Never', terminationGracePeriodSeconds: 0, containers: [container], volumes };
    return { metadata: { name, namespace: app.namespace }, spec };
  }

  it('says each reason and what to type, and changes nothing', async () => {
    const before = await place.consumer.read(kinds.statefulSet, { namespace: app.namespace, name: 'db' });
    const end = await moveVolume(place, app, place.virtualNode, ['--scale']);
    expect(end.exitCode, end.stdout).toBe(3);
    const { outcome } = readEnding<{
      outcome: { refusals: { check: string; next: string[] }[] };
    }>(end);
    const typed = Object.fromEntries(outcome.refusals.map(({ check, next }) => [check, next.join('\n')]));
    expect(Object.keys(typed).toSorted()).toEqual(['claim-deleted-when-scaled', 'claim-mounted', 'scale-autoscaled', 'scale-owner-is-run']);
    expect(typed['claim-deleted-when-scaled']).toContain('kubectl patch statefulset db');
    expect(typed['scale-autoscaled']).toContain('kubectl delete hpa load');
    expect(typed['scale-owner-is-run']).toContain('ConfigMap operator');
    expect(typed['claim-mounted']).toMatch(/by-hand[^]*import|import[^]*by-hand/);
    expect(await place.consumer.read(kinds.statefulSet, { namespace: app.namespace, name: 'db' })).toMatchObject({
      metadata: { generation: before.metadata.generation },
    });
  });
});
