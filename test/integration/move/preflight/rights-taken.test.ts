/** Without any one of the rights that a move needs it says which one before anything is changed, or ends with it where that was taken later. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AccessQuestion, KubePort } from '../../../../src/kube/client/port.ts';
import type { Kind, Meta } from '../../../../src/kube/objects/kinds.ts';
import { abortMove } from '../../../../src/move/engine/abort.ts';
import { runMove } from '../../../../src/move/engine/start.ts';
import type { MoveContext } from '../../../../src/move/model/context.ts';
import { neededProviderRights, neededRights } from '../../../../src/move/preflight/facts/rights.ts';
import { hastyClock } from '../../../matrix/operator/hasty-clock.ts';
import { describeEnd } from '../../../matrix/operator/describe-end.ts';
import { createFilledApp } from '../../../matrix/world/app.ts';
import type { WorldCluster } from '../../../matrix/world/cluster.ts';
import { startWorld, type World } from '../../../matrix/world/world.ts';
import type { App } from '../../../place/app.ts';
import { user } from '../../../sandbox/users.ts';
import { contextOf } from '../../../support/contexts.ts';
import { accessIn } from '../../../support/required-access.ts';
import { requestOf } from '../../../support/requests.ts';

const group = 'rbac.authorization.k8s.io';
const carol = user('carol');

let world: World;
let milan: WorldCluster;
let app: App;
const writes: string[] = [];

beforeAll(async () => {
  world = await startWorld({ providers: ['milan'], ownClass: false });
  const { milan: provider } = world.clusters;
  if (provider === undefined) throw new Error('the world has no milan');
  milan = provider;
  app = await createFilledApp(world, { node: 'rome-1', storageClass: 'liqo' });
  for (const { name, server, port } of Object.values(world.clusters)) {
    await bind(port);
    server.onRequest(({ user: who, verb, resource, dryRun }) => {
      const changes = ['create', 'update', 'patch', 'delete'].includes(verb) && !dryRun;
      if (who === carol.name && changes) writes.push(`${verb} ${resource} in ${name}`);
    });
  }
}, 60_000);
afterAll(async () => world.stop());

interface RbacObject {
  apiVersion: string;
  kind: string;
  metadata: Meta;
}

function rbac(kind: string, plural: string): Kind<RbacObject> {
  return { apiVersion: `${group}/v1`, kind, plural, namespaced: false };
}

async function bind(port: KubePort): Promise<void> {
  const metadata = { name: carol.name };
  const role = rbac('ClusterRole', 'clusterroles');
  const binding = rbac('ClusterRoleBinding', 'clusterrolebindings');
  await port.create(role, { apiVersion: role.apiVersion, kind: role.kind, metadata });
  const roleRef = { apiGroup: group, kind: role.kind, name: carol.name };
  const subjects = [{ apiGroup: group, kind: 'User', name: carol.name }];
  await port.create(binding, { apiVersion: binding.apiVersion, kind: binding.kind, metadata, roleRef, subjects } as RbacObject);
}

const words = ({ verb, resource }: AccessQuestion) => `${verb} ${resource}`;

/** In every namespace: those of workspaces are not there yet. */
async function allow({ port }: WorldCluster, rights: readonly AccessQuestion[], taken = ''): Promise<void> {
  const left = rights.filter((right) => words(right) !== taken);
  const rules = left.map(({ verb, group: apiGroup, resource }) => ({ verbs: [verb], apiGroups: [apiGroup], resources: [resource] }));
  await port.mergePatch(rbac('ClusterRole', 'clusterroles'), { name: carol.name }, { rules });
}

function neededHere(): readonly AccessQuestion[] {
  return neededRights(accessIn(app.namespace));
}

const neededThere = () => neededProviderRights(`${app.namespace}-rome`, false);

function contextOfCarol(emit: MoveContext['emit'] = () => undefined): MoveContext {
  return contextOf(world.consumer.server.as(carol), {
    connect: async () => milan.server.as(carol),
    remoteKubeconfigs: new Map([['milan', { file: 'milan.yaml', text: 'milan' }]]),
    clock: hastyClock,
    emit,
    leaseSeconds: 15,
  });
}

const moveAsCarol = async (emit?: MoveContext['emit']) => runMove(requestOf({ ...app, verify: 'none' }), false, contextOfCarol(emit));

/** Those of the rights that are not named when they are missing. */
async function unnamed(rights: readonly AccessQuestion[], cluster: WorldCluster): Promise<readonly string[]> {
  const found: string[] = [];
  for (const taken of new Set(rights.map(words))) {
    await allow(cluster, rights, taken);
    const end = await describeRefusal();
    if (!end.includes(taken)) found.push(`${taken}: ${end}`);
  }
  return found;
}

async function describeRefusal(): Promise<string> {
  try {
    const end = await moveAsCarol();
    return end.kind === 'refused' ? end.refusals.flatMap(({ message, seen = [] }) => [message, ...seen]).join('\n') : end.kind;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

it('each right that is missing in the consumer is named before anything is changed', async () => {
  await allow(milan, neededThere());
  expect(await unnamed(neededHere(), world.consumer)).toEqual([]);
  expect(writes).toEqual([]);
}, 120_000);

it('each right that is missing in the provider is named before anything is changed', async () => {
  await allow(world.consumer, neededHere());
  expect(await unnamed(neededThere(), milan)).toEqual([]);
  expect(writes).toEqual([]);
}, 60_000);

it.each([
  ['arm-guard', 'create validatingadmissionpolicies'],
  ['hold-source', 'patch persistentvolumes'],
  ['open-workspace', 'create secrets'],
  ['stage-target', 'create jobs'],
  ['retire-movers', 'delete jobs'],
])(
  'a right that is taken in %s ends the move with its name: %s',
  async (phase, taken) => {
    await allow(milan, neededThere());
    await allow(world.consumer, neededHere());
    const taking: Promise<void>[] = [];
    const end = await describeEnd(
      moveAsCarol((event) => {
        if (event.type === 'phase-started' && event.phase === phase && event.direction === 'forward')
          taking.push(allow(world.consumer, neededHere(), taken));
      }),
    );
    await Promise.all(taking);
    const [verb = '', resource = ''] = taken.split(' ');
    expect(end).toMatch(/^(undone|stopped)/);
    await allow(world.consumer, neededHere());
    const after = await describeEnd(abortMove(app, { discardChanges: false, recreate: false }, contextOfCarol()));
    expect(after).toBe(end.startsWith('stopped') ? 'undone' : 'refused: no-move');
    expect(end).toContain(`cannot ${verb} resource "${resource}"`);
  },
  60_000,
);
