import { expect, it } from 'vitest';
import { type Kind, kinds, type Meta } from '../../../../../src/kube/objects/kinds.ts';
import { askServers } from '../../../../../src/move/preflight/questions/dry-runs.ts';
import type { Facts } from '../../../../../src/move/preflight/facts/facts.ts';
import { readLoads } from '../../../../../src/move/preflight/questions/loads.ts';
import { planMove } from '../../../../../src/move/preflight/plan-move.ts';
import { failure, portOf } from '../../../../support/scripted-port.ts';
import { factsWith, toLocal } from '../../../../support/facts.ts';

const port = (cluster: string, mayList: boolean) => {
  const scripted = portOf({
    cluster,
    allows: async () => true,
    // The server's defaults.
    create: async (_kind: Kind<unknown>, object: { metadata: Meta }) => ({ ...object, admitted: true }),
    list: async (_kind: Kind<unknown>, { namespace }: { namespace: string }) => {
      if (!mayList) throw failure('forbidden');
      return { items: [{ metadata: { name: `quota of ${namespace}` } }] };
    },
  });
  return new Proxy(scripted, { get: (target, name) => (name === 'then' ? undefined : Reflect.get(target, name)) });
};

async function loadsOf(facts: Facts, mayList = true) {
  const [consumer, milan] = [port('rome', true), port('milan', mayList)];
  const plan = planMove(facts);
  if (plan === undefined) throw new Error('no plan');
  const dryRuns = await askServers(consumer, async () => milan, plan);
  return readLoads(consumer, async () => milan, { namespace: 'shop', plan, dryRuns });
}

const shown = (loads: Awaited<ReturnType<typeof loadsOf>>) =>
  loads.map(({ cluster, namespace, objects }) => [`${cluster}/${namespace}`, objects.map(({ kind }) => kind.kind).toSorted()]);

it('a move to a provider puts one mover into each cluster, and its twin and the new claim into the provider', async () => {
  expect(shown(await loadsOf(factsWith()))).toEqual([
    ['rome/shop', ['Job', 'Pod', 'Secret']],
    ['rome/liqo-storage', ['Job', 'Pod', 'Secret']],
    ['milan/shop-rome', ['PersistentVolumeClaim', 'Pod', 'Secret', 'ShadowPod']],
  ]);
});

it('a move inside this cluster puts both movers, one Secret and the new claim into the storage namespace, and nothing beside the claim', async () => {
  expect(shown(await loadsOf(factsWith(toLocal)))).toEqual([
    ['rome/shop', []],
    ['rome/liqo-storage', ['Job', 'Job', 'PersistentVolumeClaim', 'Pod', 'Pod', 'Secret']],
  ]);
});

it('pods are reckoned as the server would make them', async () => {
  const pods = (await loadsOf(factsWith())).flatMap(({ objects }) => objects.filter(({ kind }) => kind.kind === kinds.pod.kind));
  expect(pods).toHaveLength(3);
  for (const { object } of pods) expect(object).toMatchObject({ admitted: true });
});

it('quotas that may not be read are none', async () => {
  expect((await loadsOf(factsWith(), false)).map(({ quotas }) => quotas.map(({ metadata }) => metadata.name))).toEqual([
    ['quota of shop'],
    ['quota of liqo-storage'],
    [],
  ]);
});

it('without a plan the quotas of the claim are read all the same', async () => {
  const consumer = port('rome', true);
  const [load, ...others] = await readLoads(consumer, async () => consumer, { namespace: 'shop', plan: undefined, dryRuns: [] });
  expect(others).toEqual([]);
  expect(load).toMatchObject({ namespace: 'shop', objects: [], quotas: [{ metadata: { name: 'quota of shop' } }] });
});
