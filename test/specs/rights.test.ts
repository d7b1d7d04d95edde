/** A user with exactly the rights that the check asks for can move; each of these is used, and no other is needed. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Kind, kinds, type Meta } from '../../src/kube/objects/kinds.ts';
import type { AccessQuestion, KubePort } from '../../src/kube/client/port.ts';
import { neededProviderRights, neededRights, usefulProviderRights, usefulRights } from '../../src/move/preflight/facts/rights.ts';
import { type App, createApp } from '../place/app.ts';
import { type CliEnd, moveVolume, startCli, startMove, steadyLease } from '../place/cli.ts';
import { providerPort } from '../place/place.ts';
import { openProxied } from '../place/proxied-place.ts';
import { openSandbox, type SandboxPlace } from '../place/sandbox-place.ts';
import { until } from '../place/waiting.ts';
import { database, finishedPod } from './checks-objects.ts';
import { scriptedRestic } from '../faults/scripted-restic.ts';
import { accessIn } from '../support/required-access.ts';

const group = 'rbac.authorization.k8s.io';
const carol = 'carol';
const quickly = ['--verify', 'none', ...steadyLease];

interface RoleObject {
  apiVersion: string;
  kind: string;
  metadata: Meta;
}

let place: SandboxPlace;
let app: App;
const used = new Set<string>();
const usedInMilan = new Set<string>();

beforeAll(async () => {
  place = await openSandbox({ restic: scriptedRestic });
  app = await createApp(place, { node: 'rome-1', fill: 'echo one > /data/file', claim: 'data-db-0' });
  for (const [name, calls] of [
    ['rome', used],
    ['milan', usedInMilan],
  ] as const)
    place.sandbox.clusters[name]?.server.onRequest(({ user, verb, resource, namespace }) => {
      if (user === carol) calls.add(words({ verb, resource, ...(resource !== 'namespaces' && namespace !== undefined && { namespace }) }));
    });
});
afterAll(async () => place.close());

/** A right without what differs from move to move. */
function words({ verb, resource, subresource, namespace = '' }: Omit<AccessQuestion, 'group'>): string {
  const where = [namespace.replace(/^liqo-move-.+/, 'the workspace')].map((name) => (name === app.namespace ? 'app' : name)).join('');
  return `${verb} ${resource}${subresource === undefined ? '' : `/${subresource}`} in ${where}`;
}

/** In every namespace: those of workspaces are not there yet. That nothing is used elsewhere is seen from what was asked of the server. */
async function allow(port: KubePort, rights: readonly AccessQuestion[]): Promise<void> {
  const create = async (name: string, plural: string, more: object) => {
    const kind: Kind<RoleObject> = { apiVersion: `${group}/v1`, kind: name, plural, namespaced: false };
    await port.create(kind, { apiVersion: kind.apiVersion, kind: name, metadata: { name: carol }, ...more });
  };
  const rules = rights.map(({ verb, group: apiGroup, resource }) => ({ verbs: [verb], apiGroups: [apiGroup], resources: [resource] }));
  await create('ClusterRole', 'clusterroles', { rules });
  const [roleRef, subject] = [
    { apiGroup: group, kind: 'ClusterRole', name: carol },
    { apiGroup: group, kind: 'User', name: carol },
  ];
  await create('ClusterRoleBinding', 'clusterrolebindings', { roleRef, subjects: [subject] });
}

async function kubeconfigOfCarol(cluster: string): Promise<string> {
  const file = join(place.sandbox.folder, `carol-in-${cluster}.yaml`);
  await writeFile(file, place.sandbox.clusters[cluster]?.server.kubeconfig({ name: carol, groups: [] }) ?? '', { mode: 0o600 });
  return file;
}

/** A StatefulSet that is scaled down, and a finished pod, each of the claim. */
async function createUsers({ namespace, claim }: App): Promise<void> {
  const set = database(namespace);
  await place.consumer.create(kinds.statefulSet, {
    ...set,
    spec: { ...set.spec, replicas: 0, persistentVolumeClaimRetentionPolicy: {} },
  } as never);
  await place.consumer.create(kinds.pod, finishedPod({ namespace, name: 'load', claim, node: 'rome-1' }));
  await until(place.consumer, { kind: kinds.pod, key: { namespace, name: 'load' } }, (pod) => pod?.status?.phase === 'Succeeded');
}

/** For every move, where only an administrator can put it. */
async function createPullSecret(): Promise<void> {
  const namespace = 'liqo-move';
  await place.consumer.create(kinds.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const data = { '.dockerconfigjson': btoa('{"auths":{}}') };
  const metadata = { name: 'registry', namespace };
  await place.consumer.create(kinds.secret, { apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/dockerconfigjson', metadata, data });
}

/** A wait reads first, lists where that was too early, and watches where that was too early again: which of them happens is chance. */
function unused(rights: readonly AccessQuestion[], calls: ReadonlySet<string>): string[] {
  const earlier: Readonly<Record<string, readonly string[]>> = { list: ['get'], watch: ['get', 'list'] };
  const happened = (right: AccessQuestion) =>
    [right.verb, ...(earlier[right.verb] ?? [])].some((verb) => calls.has(words({ ...right, verb })));
  return rights.filter((right) => !happened(right)).map(words);
}

/** What the lines that scale an application up again are made of; without the right there are fewer of them. */
const forHints: ReadonlySet<string> = new Set(['list deployments in app']);

function notAsked(rights: readonly AccessQuestion[], calls: ReadonlySet<string>): string[] {
  const asked = new Set(rights.map(words));
  return [...calls].filter((call) => !asked.has(call) && !forHints.has(call)).toSorted();
}

it('exactly the rights that are asked for are enough in either direction, and each of them is used', async () => {
  const print = {
    ...accessIn(app.namespace),
    removesPods: true,
    pullsWithSecrets: true,
    wakesSets: true,
    tenants: ['liqo-tenant-milan'],
  };
  const remote = `${app.namespace}-rome`;
  const [needed, neededThere] = [neededRights(print), neededProviderRights(remote, true)];
  await allow(place.consumer, needed);
  await allow(providerPort(place), neededThere);
  await createUsers(app);
  await createPullSecret();
  const asCarol = { ...place, kubeconfigFile: await kubeconfigOfCarol('rome'), close: async () => undefined };
  const expectMoved = (end: CliEnd) => expect(end, end.stdout).toMatchObject({ exitCode: 0 });

  const own = ['--remote-kubeconfig', `milan=${await kubeconfigOfCarol('milan')}`];
  expectMoved(await moveVolume(asCarol, app, 'milan', [...quickly, ...own, '--remove-finished-pods', '--image-pull-secret', 'registry']));
  const proxied = await openProxied(asCarol);
  await proxied.killIn('restore-data', () => startMove(proxied, app, 'rome-2', ['--verify', 'none']));
  await proxied.close();
  expectMoved(await startCli(asCarol, ['move', 'resume', app.claim, '-n', app.namespace, ...own]).ended);

  expect(notAsked([...needed, ...usefulRights(print)], used), 'used and not asked for').toEqual([]);
  expect(unused(needed, used), 'asked for and not used').toEqual([]);
  expect(notAsked([...neededThere, ...usefulProviderRights(remote)], usedInMilan), 'used and not asked for in milan').toEqual([]);
  expect(unused(neededThere, usedInMilan), 'asked for and not used in milan').toEqual([]);
});
