import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kinds } from '../../../src/kube/objects/kinds.ts';
import { createApp, listing } from '../../place/app.ts';
import { removeObject } from '../../place/objects.ts';
import { openPlace } from '../../place/open-place.ts';
import type { Place } from '../../place/place.ts';
import { bringProgramImage } from '../../place/program-image.ts';
import type { Manifest } from '../../support/accounts.ts';
import { readManifests } from '../../support/deploy-manifests.ts';
import { untilFits } from '../../support/until.ts';

interface MoveJob extends Manifest {
  readonly metadata: Manifest['metadata'] & { readonly namespace: string };
  readonly spec: { readonly template: { readonly spec: { readonly containers: readonly [{ readonly image: string }] } } };
}

describe('a Job of deploy/move', () => {
  let place: Place;
  let access: readonly Manifest[];
  const made: Manifest[] = [];
  beforeAll(async () => {
    [place, access] = await Promise.all([openPlace(), readManifests('move/rights.yaml')]);
  });
  afterAll(async () => {
    for (const { apiVersion, kind, metadata } of made.filter(({ kind }) => kind.startsWith('ClusterRole')))
      await removeObject(place.consumer, await kindOf(apiVersion, kind), metadata);
    await place.close();
  });

  async function kindOf(apiVersion: string, name: string) {
    const kind = await place.consumer.findKind(apiVersion, name);
    if (kind === undefined) throw new Error(`${apiVersion} serves no ${name}`);
    return kind;
  }

  /** What the Job's liqoctl has said. */
  async function readLog({ namespace, name }: MoveJob['metadata']): Promise<string> {
    const lines: string[] = [];
    const { items } = await place.consumer.list(kinds.pod, { namespace, labels: `job-name=${name}` });
    for (const { metadata } of items) {
      const signal = AbortSignal.timeout(10_000);
      for await (const line of place.consumer.logs({ namespace, name: metadata.name }, { container: 'liqoctl' }, signal)) lines.push(line);
    }
    return lines.join('\n');
  }

  it('moves a claim from inside the cluster, as its service account', async ({ skip }) => {
    const [job] = (await readManifests<MoveJob>('move/job.yaml')) as [MoveJob];
    const { spec } = job.spec.template;
    const [container] = spec.containers;
    if (!(await bringProgramImage(place, container.image))) return skip('images cannot be brought to these nodes');
    const app = await createApp(place, { node: place.localNodes[0] });
    const files = await listing(place, app, place.localNodes[0]);
    place.namespaces.push(job.metadata.namespace);
    for (const manifest of access) {
      made.push(manifest);
      await place.consumer.create(await kindOf(manifest.apiVersion, manifest.kind), manifest);
    }
    const args = ['move', 'volume', app.claim, '--namespace', app.namespace, '--target-node', place.virtualNode, ...place.images.flags];
    const template = { ...job.spec.template, spec: { ...spec, containers: [{ ...container, args }] } };
    await place.consumer.create(kinds.job, { ...job, spec: { ...job.spec, template } } as never);
    // As long as specs give a liqoctl of their own, and the start of its pod: a busy machine takes minutes.
    const ended = await untilFits(
      () => place.consumer.read(kinds.job, { namespace: job.metadata.namespace, name: job.metadata.name }),
      ({ status }) => (status?.succeeded ?? 0) + (status?.failed ?? 0) > 0,
      { everyMilliseconds: 500, seconds: 300, otherwise: () => 'the Job has not ended' },
    ).catch(async (error: unknown) => Promise.reject(new Error(`${String(error)}\n${await readLog(job.metadata)}`)));
    expect(ended.status?.succeeded, await readLog(job.metadata)).toBe(1);
    expect(await listing(place, app, place.virtualNode)).toBe(files);
  });
});
