import { failedWith } from '../../../src/kube/client/errors.ts';
import { type Claim, type Kind, kinds, type Meta, type Volume } from '../../../src/kube/objects/kinds.ts';
import { liqoKinds } from '../../../src/liqo/kinds.ts';
import { liqoNames } from '../../../src/liqo/names.ts';
import { journalName, journalNamespace, moveId, moveLabels } from '../../../src/move/model/names.ts';
import { bindingNames, storageNames } from '../../../src/volumes/names.ts';
import { isVirtualProvisioner } from '../../../src/volumes/virtual-class.ts';
import type { App } from '../../place/app.ts';
import { until } from '../../support/until.ts';
import type { World } from '../world/world.ts';

interface Counted {
  metadata: Meta;
  spec?: unknown;
}

/** An object of the app's, or of a move of its claim. */
interface Found {
  readonly where: string;
  readonly text: string;
  readonly plural: string;
  readonly object: Counted;
}

/** For controllers to come to rest; longer than a deletion in the provider takes on a busy machine. */
const patienceSeconds = 15;

/** What is still there of any move of the app's claim once the clusters have come to rest, and what of the app is not as it was before. */
export async function settledLeftovers(world: World, app: App, uids: ReadonlySet<string>): Promise<readonly string[]> {
  let last: readonly string[] | undefined;
  const isClean = async () => (last = await listLeftovers(world, app, uids)).length === 0;
  await until(isClean, { everyMilliseconds: 50, seconds: patienceSeconds }).catch((error: unknown) => {
    // Where nothing could be listed, nothing is known to be gone.
    if (last === undefined) throw error;
  });
  return last ?? [];
}

async function listLeftovers(world: World, app: App, uids: ReadonlySet<string>): Promise<readonly string[]> {
  const words = [app.namespace, journalName(app.namespace, app.claim), ...[...uids].flatMap((uid) => [uid, moveId(uid)])];
  const isNear = new RegExp(`\\b(${words.join('|')})\\b`);
  const listed = Object.keys(world.clusters).flatMap((cluster) => allKinds.map((kind) => findNear(world, { cluster, kind, isNear })));
  const found = (await Promise.all(listed)).flat();
  return [...found.flatMap((each) => explain(each)), ...miscounted(found, app)].toSorted();
}

const allKinds = [...Object.values(kinds), ...Object.values(liqoKinds)].filter(({ plural }) => plural !== 'events') as Kind<Counted>[];

async function findNear(
  { clusters }: World,
  { cluster, kind, isNear }: { cluster: string; kind: Kind<Counted>; isNear: RegExp },
): Promise<readonly Found[]> {
  const items = (await clusters[cluster]?.port.list(kind).then((list) => list.items, noneServed)) ?? [];
  return items.flatMap((object) => {
    const { metadata } = object;
    // What is kept of a claim's last move is meant to stay.
    if (metadata.labels?.[moveLabels.record] !== undefined) return [];
    const text = texts.get(object) ?? JSON.stringify({ metadata: object.metadata, spec: object.spec });
    texts.set(object, text);
    const where = `${cluster} ${kind.plural} ${metadata.namespace ?? ''}/${metadata.name}`;
    return isNear.test(text) && !isRecord(object) ? [{ where, text, plural: kind.plural, object }] : [];
  });
}

/** By what a list has answered: the same object until it changes. Most of a cluster stays as it is from one look to the next. */
const texts = new WeakMap<Counted, string>();

/** Of a kind that the API server does not serve there is nothing. */
function noneServed(error: unknown): readonly Counted[] {
  if (!failedWith(error, 'notFound')) throw error;
  return [];
}

/** What the last move of a claim was is kept on purpose. */
function isRecord({ metadata: { namespace, name } }: Counted): boolean {
  return namespace === journalNamespace && name.startsWith('last-');
}

function explain({ where, text, plural, object }: Found): readonly string[] {
  const { deletionTimestamp, namespace = '', name } = object.metadata;
  const isOfMove = plural !== 'persistentvolumes' && /\bliqo-move\b|^move-/.test(`${namespace} ${name}`);
  const own = namespace === journalNamespace || isOfMove;
  return [
    ...(own ? [`${where} is there`] : []),
    ...(own ? [] : [...new Set(text.match(/\bmove\.liqo\.io\/[\w-]+/g))].map((mark) => `${where} has ${mark}`)),
    ...(deletionTimestamp === undefined ? [] : [`${where} is going`]),
    ...(plural === 'persistentvolumes' ? explainVolume(where, object as unknown as Volume) : []),
    ...(plural === 'persistentvolumeclaims' ? explainClaim(where, object as unknown as Claim) : []),
  ];
}

function explainVolume(where: string, { spec, status }: Volume): readonly string[] {
  const policy = spec?.persistentVolumeReclaimPolicy;
  return status?.phase === 'Bound' && policy === 'Delete' ? [] : [`${where} is ${status?.phase}, with policy ${policy}`];
}

function explainClaim(where: string, { metadata, status }: Claim): readonly string[] {
  const { labels = {}, annotations = {}, namespace = '' } = metadata;
  const known = labels[liqoNames.origin] !== undefined || annotations[storageNames.claimUid] !== undefined;
  return [
    ...(status?.phase === 'Bound' ? [] : [`${where} is ${status?.phase}`]),
    ...(namespace.endsWith('-rome') && !known ? [`${where} is a real claim that nothing takes for its own`] : []),
  ];
}

/** One claim, one virtual volume, one real claim, one real volume: anything else is lost or left. */
function miscounted(found: readonly Found[], { namespace }: App): readonly string[] {
  const claims = found.filter(({ plural }) => plural === 'persistentvolumeclaims').map(({ where }) => where);
  const volumes = found.filter(({ plural }) => plural === 'persistentvolumes');
  const isVirtual = ({ object }: Found) => isVirtualProvisioner(object.metadata.annotations?.[bindingNames.provisionedBy] ?? '');
  const virtual = volumes.filter(isVirtual).map(({ where }) => where);
  const real = claims.filter((where) => !where.includes(` ${namespace}/`));
  return [
    ...(virtual.length === 1 ? [] : [`${virtual.length} virtual volumes: ${virtual.join(', ')}`]),
    ...(real.length === 1 ? [] : [`${real.length} real claims: ${real.join(', ')}`]),
  ];
}
