import { failedWith } from '../../src/kube/client/errors.ts';
import type { Key } from '../../src/kube/client/port.ts';
import { type Kind, kinds, type Meta } from '../../src/kube/objects/kinds.ts';
import { storageGuardName } from '../../src/provisioner/guards/guard-policy.ts';
import { storageNames } from '../../src/volumes/names.ts';
import { type App, createOffloadedNamespace, deleteClaim, freshName, readClaim } from '../place/app.ts';
import type { Place } from '../place/place.ts';
import { selectedClaim } from '../place/selected-claim.ts';
import { ownClass, type StorageController } from '../place/storage-controller.ts';
import { until } from '../support/until.ts';

/** Where attempts are made: a place whose consumer is served by a controller. */
export interface Stage {
  readonly place: Place;
  readonly controller: StorageController;
}

/** Something that a user does, and the controller has to have rights for. */
export interface Attempt {
  readonly act: () => Promise<unknown>;
  /** What somebody reads who wonders why nothing happens. */
  readonly told: () => Promise<string>;
  /** Has the controller look again at once, where that is possible. */
  readonly poke: () => Promise<unknown>;
  /** Whether what was wanted has happened. */
  readonly done: () => Promise<boolean>;
}

/** Names of classes that the attempts use; each is there. */
const classes = { growing: 'growing', unused: 'unused' };

/** Puts the classes into the place. The unused one is looked at half a minute after a controller has seen it. */
export async function createClasses({ consumer }: Place): Promise<void> {
  const real = { provisioner: 'rancher.io/local-path', allowVolumeExpansion: true, parameters: { expansion: 'at-once' } };
  const labels = { [storageNames.derivedClass]: 'true' };
  await consumer.create(kinds.storageClass, ownClass('liqoctl'));
  await consumer.create(kinds.storageClass, ownClass(classes.growing, real));
  await consumer.create(kinds.storageClass, ownClass(classes.unused, { ...real, metadata: { name: classes.unused, labels } }));
}

/** What users do, by name. Each begins in a namespace of its own. */
export const attempts = {
  'a claim is bound here': (stage: Stage) => bind(stage, stage.place.localNodes[0]),
  'a claim is bound in a provider': (stage: Stage) => bind(stage, stage.place.virtualNode),
  'a claim with parameters is bound': bindDerived,
  'a claim grows': grow,
  'a deleted claim goes': remove,
  'the volume of a deleted claim goes': reclaim,
  'a namespace is guarded': guard,
  'a guard names another claim': guardAnother,
  'a guard goes with the last claim': unguard,
  'an event says why': tell,
  'an event says why it is now': tellAgain,
  'an unused class goes': forgetClass,
} as const;

type ClaimChange = Parameters<typeof selectedClaim>[2];

async function begin({ place }: Stage): Promise<App> {
  return { namespace: await createOffloadedNamespace(place), claim: 'data' };
}

async function createClaim({ place }: Stage, { namespace, claim }: App, node: string, change?: ClaimChange): Promise<void> {
  await place.consumer.create(kinds.claim, selectedClaim({ namespace, name: claim }, node, change));
}

async function isClaimBound({ place }: Stage, app: App): Promise<boolean> {
  return (await readClaim(place, app)).status?.phase === 'Bound';
}

/** A claim in a namespace of its own that is bound by now. */
async function boundClaim(stage: Stage, change?: ClaimChange): Promise<App> {
  const app = await begin(stage);
  await createClaim(stage, app, stage.place.localNodes[0], change);
  await until(() => isClaimBound(stage, app));
  return app;
}

async function eventsOn({ place }: Stage, namespace: string, name: string): Promise<string> {
  const { items } = await place.consumer.list(kinds.event, { namespace });
  return items.flatMap(({ involvedObject, message }) => (involvedObject.name === name ? [message] : [])).join('\n');
}

async function relabel<T extends { metadata: Meta }>({ place }: Stage, kind: Kind<T>, key: Key): Promise<void> {
  try {
    await place.consumer.mergePatch(kind, key, { metadata: { labels: { poked: String(performance.now()) } } });
  } catch (error) {
    if (!failedWith(error, 'notFound')) throw error;
  }
}

/** What is said about a claim, and how to have it looked at. */
function aboutClaim(stage: Stage, { namespace, claim: name }: App): Pick<Attempt, 'told' | 'poke'> {
  return { told: () => eventsOn(stage, namespace, name), poke: () => relabel(stage, kinds.claim, { namespace, name }) };
}

/** From now on. */
function aboutLog({ controller }: Stage, poke: Attempt['poke']): Pick<Attempt, 'told' | 'poke'> {
  const before = controller.log().length;
  return { told: async () => controller.log().slice(before).replaceAll('\\"', '"'), poke };
}

async function bind(stage: Stage, node: string, change?: ClaimChange): Promise<Attempt> {
  const app = await begin(stage);
  return { ...aboutClaim(stage, app), act: () => createClaim(stage, app, node, change), done: () => isClaimBound(stage, app) };
}

/** Of a virtual class with parameters that no other one has. */
async function bindDerived(stage: Stage): Promise<Attempt> {
  const storageClassName = freshName('liqoctl');
  await stage.place.consumer.create(kinds.storageClass, ownClass(storageClassName, { parameters: { 'local/flavour': storageClassName } }));
  return bind(stage, stage.place.localNodes[0], { storageClassName });
}

async function grow(stage: Stage): Promise<Attempt> {
  const app = await boundClaim(stage, { annotations: { [storageNames.localClass]: classes.growing } });
  const key = { namespace: app.namespace, name: app.claim };
  const spec = { resources: { requests: { storage: '2Gi' } } };
  return {
    ...aboutClaim(stage, app),
    act: () => stage.place.consumer.mergePatch(kinds.claim, key, { spec }),
    done: async () => (await readClaim(stage.place, app)).status?.capacity?.['storage'] === '2Gi',
  };
}

async function remove(stage: Stage): Promise<Attempt> {
  const app = await boundClaim(stage);
  const find = () => stage.place.consumer.find(kinds.claim, { namespace: app.namespace, name: app.claim });
  return { ...aboutClaim(stage, app), act: () => deleteClaim(stage.place, app), done: async () => (await find()) === undefined };
}

async function reclaim(stage: Stage): Promise<Attempt> {
  const app = await boundClaim(stage);
  const name = (await readClaim(stage.place, app)).spec?.volumeName ?? '';
  return {
    act: () => deleteClaim(stage.place, app),
    told: () => eventsOn(stage, 'default', name),
    poke: () => relabel(stage, kinds.volume, { name }),
    done: async () => (await stage.place.consumer.find(kinds.volume, { name })) === undefined,
  };
}

/** The guard of a namespace, as text; undefined unless it is in force. */
async function guardOf({ place: { consumer } }: Stage, { namespace }: App): Promise<string | undefined> {
  const name = storageGuardName({ what: 'namespace', name: namespace });
  const policy = await consumer.find(kinds.admissionPolicy, { name });
  const binding = await consumer.find(kinds.admissionPolicyBinding, { name });
  return binding && policy && JSON.stringify(policy.spec);
}

async function guard(stage: Stage): Promise<Attempt> {
  const app = await begin(stage);
  return {
    ...aboutLog(stage, aboutClaim(stage, app).poke),
    act: () => createClaim(stage, app, stage.place.localNodes[0]),
    done: async () => (await guardOf(stage, app)) !== undefined,
  };
}

async function guardedClaim(stage: Stage): Promise<App> {
  const app = await boundClaim(stage);
  await until(() => guardOf(stage, app));
  return app;
}

async function guardAnother(stage: Stage): Promise<Attempt> {
  const app = await guardedClaim(stage);
  const other = { ...app, claim: 'other' };
  return {
    ...aboutLog(stage, aboutClaim(stage, other).poke),
    act: () => createClaim(stage, other, stage.place.localNodes[0]),
    done: async () => (await guardOf(stage, app))?.includes(`${app.namespace}/other`) === true,
  };
}

async function unguard(stage: Stage): Promise<Attempt> {
  const app = await guardedClaim(stage);
  const name = storageGuardName({ what: 'namespace', name: app.namespace });
  const left = [kinds.admissionPolicy, kinds.admissionPolicyBinding] as const;
  return {
    ...aboutLog(stage, () => relabel(stage, kinds.admissionPolicy, { name })),
    act: () => deleteClaim(stage.place, app),
    done: async () =>
      (await Promise.all(left.map((kind) => stage.place.consumer.find(kind as Kind<{ metadata: Meta }>, { name })))).every(
        (each) => each === undefined,
      ),
  };
}

/** What was refused can only be counted: it was the telling. */
async function refusedEvents({ controller }: Stage): Promise<string> {
  const [, port] = /"port":(\d+)/.exec(controller.log()) ?? [];
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const refused = metrics.matchAll(/verb="(\w+)",resource="events",code="403"/g);
  return Array.from(refused, ([, verb]) => `cannot ${verb} resource "events"`).join('\n');
}

/** A claim whose class does not exist: the reason is told, and names the class that is on the claim. */
async function tell(stage: Stage): Promise<Attempt> {
  const app = await begin(stage);
  const annotations = { [storageNames.localClass]: 'nowhere' };
  return tellOf(stage, app, () => createClaim(stage, app, stage.place.localNodes[0], { annotations }));
}

async function tellAgain(stage: Stage): Promise<Attempt> {
  const app = await begin(stage);
  const annotations = { [storageNames.localClass]: 'nowhere' };
  await createClaim(stage, app, stage.place.localNodes[0], { annotations });
  await until(() => eventsOn(stage, app.namespace, app.claim));
  return tellOf(stage, app, () => nameClass(stage, app, 'elsewhere'));
}

function tellOf(stage: Stage, app: App, act: Attempt['act']): Attempt {
  const done = async () => {
    const named = (await readClaim(stage.place, app)).metadata.annotations?.[storageNames.localClass];
    return (await eventsOn(stage, app.namespace, app.claim)).includes(`storage class ${named} does not exist`);
  };
  return { act, told: () => refusedEvents(stage), poke: () => nameClass(stage, app, 'at-last'), done };
}

async function nameClass({ place }: Stage, { namespace, claim: name }: App, wanted: string): Promise<void> {
  await place.consumer.mergePatch(kinds.claim, { namespace, name }, { metadata: { annotations: { [storageNames.localClass]: wanted } } });
}

async function forgetClass(stage: Stage): Promise<Attempt> {
  const { consumer } = stage.place;
  return {
    act: async () => undefined,
    told: () => eventsOn(stage, 'default', classes.unused),
    poke: async () => undefined,
    done: async () => (await consumer.find(kinds.storageClass, { name: classes.unused })) === undefined,
  };
}
