/** The controller runs as the account of `deploy/`: its rights are enough, and without any one of them something fails that people notice. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { kinds } from '../../src/kube/objects/kinds.ts';
import { removeObject } from '../place/objects.ts';
import { openSandbox, type SandboxPlace } from '../place/sandbox-place.ts';
import { startStorageController, type StorageController } from '../place/storage-controller.ts';
import { installAccount, type Manifest } from '../support/accounts.ts';
import { readDeployed } from '../support/deploy-manifests.ts';
import { listRights, withoutRights } from '../support/role-rights.ts';
import { until } from '../support/until.ts';
import { attempts, createClasses } from './controller-attempts.ts';

const own = 'liqoctl-storage';
const lease = { namespace: own, name: 'storage.liqoctl.io-virtual' };

/** What is watched from the start on. */
const watched = [
  'persistentvolumeclaims',
  'persistentvolumes',
  'storageclasses',
  'nodes',
  'namespaceoffloadings',
  'virtualnodes',
  'validatingadmissionpolicies',
  'validatingadmissionpolicybindings',
  `events in ${own}`,
];

/** The table: which right is missed when. */
const shownByStart = watched.flatMap((resource) => [`list ${resource}`, `watch ${resource}`]);
const shownByLead = ['get namespaces', ...['get', 'update', 'create'].map((verb) => `${verb} leases in ${own}`)];
const shownByWork: readonly (readonly [right: string, attempt: keyof typeof attempts])[] = [
  ['patch persistentvolumeclaims', 'a claim is bound here'],
  [`create persistentvolumeclaims in ${own}`, 'a claim is bound here'],
  ['create persistentvolumes', 'a claim is bound here'],
  ['create storageclasses', 'a claim with parameters is bound'],
  ['get secrets', 'a claim is bound in a provider'],
  ['patch persistentvolumes', 'a claim grows'],
  ['patch persistentvolumeclaims/status', 'a claim grows'],
  ['get persistentvolumes', 'a deleted claim goes'],
  [`get persistentvolumeclaims in ${own}`, 'a deleted claim goes'],
  [`delete persistentvolumeclaims in ${own}`, 'a deleted claim goes'],
  ['delete persistentvolumes', 'the volume of a deleted claim goes'],
  ['create validatingadmissionpolicies', 'a namespace is guarded'],
  ['create validatingadmissionpolicybindings', 'a namespace is guarded'],
  ['patch validatingadmissionpolicies', 'a guard names another claim'],
  ['delete validatingadmissionpolicies', 'a guard goes with the last claim'],
  ['delete validatingadmissionpolicybindings', 'a guard goes with the last claim'],
  ['create events', 'an event says why'],
  ['get events', 'an event says why it is now'],
  ['patch events', 'an event says why it is now'],
  ['delete storageclasses', 'an unused class goes'],
];

let place: SandboxPlace;
let manifests: readonly Manifest[];
let kubeconfigFile: string;
beforeAll(async () => {
  place = await openSandbox();
  manifests = await readDeployed();
  await createClasses(place);
  kubeconfigFile = join(place.sandbox.folder, 'controller.yaml');
});
afterAll(async () => place.close());

async function allowAllBut(...taken: readonly string[]): Promise<void> {
  const kubeconfig = await installAccount(place.consumer, withoutRights(manifests, taken), place.sandbox.consumer.kubeconfig);
  await writeFile(kubeconfigFile, kubeconfig, { mode: 0o600 });
}

/** How API servers refuse what there is no right for. */
function refusal(right: string): string {
  const [verb, resource] = right.split(' ');
  return `cannot ${verb} resource "${resource}"`;
}

// Without its rights on leases one cannot free its own, and the next one waits it out.
const start = () => startStorageController({ kubeconfigFile }, '--lease-seconds', '3');
const logOf = (controller: StorageController) => controller.log().replaceAll('\\"', '"');
const leads = (controller: StorageController) => until(() => controller.log().includes('"leading"'));

test('each right is in the table, and no other', () => {
  const table = [...shownByStart, ...shownByLead, ...shownByWork.map(([right]) => right)];
  expect(listRights(manifests).toSorted()).toEqual(table.toSorted());
});

describe('a controller that starts', () => {
  const running: StorageController[] = [];
  const startWithout = async (...taken: readonly string[]): Promise<StorageController> => {
    await allowAllBut(...taken);
    const controller = start();
    running.push(controller);
    return controller;
  };
  const saysWhy = (controller: StorageController, right: string) =>
    until(() => logOf(controller).includes(refusal(right)), { otherwise: () => logOf(controller) });
  beforeAll(async () => void (await leads(await startWithout())));
  beforeEach(async () => void (await Promise.all(running.splice(0).map((each) => each.stop()))));
  afterAll(async () => void (await Promise.all(running.map((each) => each.stop()))));

  it.each(shownByStart)('says that it is not ready, or misses changes, without the right to %s', async (right) => {
    const controller = await startWithout(right);
    await saysWhy(controller, right);
    expect(controller.log()).toContain(right.startsWith('list') ? 'not ready' : 'a watch failed');
  });

  it.each(shownByLead)('says that it cannot begin without the right to %s', async (right) => {
    // The last one: from here on there is no lease to be read or renewed.
    if (right.startsWith('create')) await removeObject(place.consumer, kinds.lease, lease);
    await saysWhy(await startWithout(right), right);
  });
});

describe('a controller at work', () => {
  // It is used for the first time half a minute after the start: taken from the beginning, its turn comes without a wait.
  const latest = 'delete storageclasses';
  let controller: StorageController;
  beforeAll(async () => {
    await allowAllBut(latest);
    controller = start();
    await leads(controller);
  });
  afterAll(async () => {
    expect(await controller.stop()).toBe(0);
  });

  const { 'an unused class goes': _, ...early } = attempts;
  it.each(Object.entries(early))('with all rights, %s', async (_name, prepare) => {
    const { act, done } = await prepare({ place, controller });
    await act();
    await until(done, { otherwise: () => logOf(controller).slice(-2000) });
    const refused = logOf(controller).match(/cannot \w+ resource "\w+"/g) ?? [];
    expect(refused.filter((each) => each !== refusal(latest))).toEqual([]);
  });

  it.each(shownByWork)('without the right to %s, not: %s', async (right, name) => {
    const { act, told, poke, done } = await attempts[name]({ place, controller });
    await allowAllBut(latest, right);
    await act();
    await until(async () => (await told()).includes(refusal(right)), { otherwise: () => logOf(controller).slice(-2000) });
    expect(await done()).toBe(false);
    await allowAllBut(...(right === latest ? [] : [latest]));
    await poke();
    await until(done, { otherwise: () => logOf(controller).slice(-2000) });
  });
});
