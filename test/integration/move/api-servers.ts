import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Clock } from '../../../src/base/clock.ts';
import { systemClock } from '../../../src/base/system-clock.ts';
import { type Claim, type Kind, kinds, type Meta, type Volume } from '../../../src/kube/kinds.ts';
import type { Key, KubePort } from '../../../src/kube/port.ts';
import type { MoveEvent } from '../../../src/move/model/events.ts';
import type { Journal } from '../../../src/move/model/journal.ts';
import { createJournal } from '../../../src/move/held/journal-store.ts';
import type { JournalHandle } from '../../../src/move/model/journal-handle.ts';
import type { Move } from '../../../src/move/model/move.ts';
import { type ApiServer, startApiServer } from '../../sandbox/api/server.ts';
import { startControllers } from '../../sandbox/controllers/controllers.ts';
import { admin, user } from '../../sandbox/users.ts';
import { journalWith } from '../../support/journals.ts';

/** Two API servers, a user with every right, and moves to play with. */
export interface Lab {
  readonly server: ApiServer;
  /** The consumer as alice sees it, who runs the move. */
  readonly rome: KubePort;
  readonly milan: KubePort;
  /** Everything is allowed to everybody here, but for what admission refuses. */
  as(name: string): KubePort;
  /** A move with its journal stored in the cluster. */
  move(change?: Partial<Journal>, more?: Partial<Move>): Promise<LabMove>;
}

/** A move that remembers what it said. */
export interface LabMove extends Move {
  readonly waits: string[];
  readonly events: MoveEvent[];
}

export async function openLab({ controllers = false }: { controllers?: boolean } = {}): Promise<Lab> {
  const [server, provider] = await Promise.all([startApiServer({ name: 'rome', policyDelayMs: 20 }), startApiServer({ name: 'milan' })]);
  const as = (name: string) => server.as({ name, groups: ['system:masters'] });
  const stop = controllers ? await control({ rome: server, milan: provider }) : async () => undefined;
  onTestFinished(async () => {
    await stop();
    await Promise.all([server.close(), provider.close()]);
  });
  const [rome, milan] = [as('alice'), provider.as({ ...admin, name: 'tenant' })];
  for (const name of ['shop', 'other', 'liqo-storage', 'liqo-move']) await createNamespace(rome, name);
  await createNamespace(milan, 'shop-rome');
  const move: Lab['move'] = async (change = {}, more = {}) =>
    moveOf({ rome, milan, journal: await createJournal(rome, journalWith(change)) }, more);
  return { server, rome, milan, as, move };
}

/** A move on any journal; the clock is the machine's unless another one is given. */
export function moveOf({ rome, milan, journal }: { rome: KubePort; milan: KubePort; journal: JournalHandle }, more: Partial<Move> = {}) {
  const [waits, events]: [string[], MoveEvent[]] = [[], []];
  let counter = 0;
  const move: LabMove = {
    consumer: rome,
    provider: async () => milan,
    journal,
    fencingToken: journal.value.epoch,
    clock: systemClock as Clock,
    random: (bytes) => new Uint8Array(bytes).fill((counter += 1)),
    emit: (event) => events.push(event),
    signal: new AbortController().signal,
    waiting: (forWhat) => waits.push(forWhat),
    waits,
    events,
    ...more,
  };
  return move;
}

/** A journal that is nowhere stored; for what is not about storing it. */
export function heldInMemory(journal: Journal): JournalHandle {
  let value = journal;
  return {
    get value() {
      return value;
    },
    update: async (change) => void (value = change(value)),
    remove: async () => undefined,
  };
}

/** Changes a port for one test. */
export function portWith(port: KubePort, change: Partial<KubePort>): KubePort {
  return new Proxy(port, {
    get: (target, name) => {
      const own = Reflect.get(change, name) as unknown;
      if (own !== undefined) return own;
      const value = Reflect.get(target, name) as unknown;
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

async function control(servers: { rome: ApiServer; milan: ApiServer }): Promise<() => Promise<void>> {
  const volumesFolder = await mkdtemp(join(tmpdir(), 'volumes-'));
  const stop = new AbortController();
  const started = await Promise.all(
    Object.entries(servers).map(([cluster, server]) =>
      startControllers({ portFor: (name) => server.as(user(name)), cluster, volumesFolder, signal: stop.signal }),
    ),
  );
  return async () => {
    stop.abort();
    await Promise.all(started.map(({ stopped }) => stopped));
    await rm(volumesFolder, { recursive: true });
  };
}

async function createNamespace(port: KubePort, name: string): Promise<void> {
  await port.create(kinds.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
}

export function claimOf(key: Required<Key>, metadata: Partial<Meta> = {}, spec: Claim['spec'] = {}): Claim {
  const fixed = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, storageClassName: 'manual' };
  return { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { ...metadata, ...key }, spec: { ...fixed, ...spec } };
}

export function volumeOf(name: string, spec: Volume['spec'] = {}, metadata: Partial<Meta> = {}): Volume {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { ...metadata, name },
    spec: {
      accessModes: ['ReadWriteOnce'],
      capacity: { storage: '1Gi' },
      storageClassName: 'manual',
      persistentVolumeReclaimPolicy: 'Delete',
      hostPath: { path: `/nowhere/${name}` },
      ...spec,
    },
  };
}

export interface BoundPair {
  readonly claim: Claim;
  readonly volume: Volume;
}

/** A claim and its volume, bound by the controllers. */
export async function bind(port: KubePort, claim: Claim, volume: Volume): Promise<BoundPair> {
  const { name, namespace = '' } = claim.metadata;
  await port.create(kinds.volume, { ...volume, spec: { ...volume.spec, claimRef: { name, namespace } } });
  await port.create(kinds.claim, { ...claim, spec: { ...claim.spec, volumeName: volume.metadata.name } });
  const bound = async (): Promise<BoundPair | undefined> => {
    const now = { claim: await port.read(kinds.claim, { name, namespace }), volume: await port.read(kinds.volume, volume.metadata) };
    return now.claim.status?.phase === 'Bound' && now.volume.status?.phase === 'Bound' ? now : undefined;
  };
  return until(bound);
}

/** Deletes the object as it is now. */
export async function removeNow<T extends { metadata: Meta }>(port: KubePort, kind: Kind<T>, key: Key): Promise<void> {
  const { uid = '', resourceVersion = '' } = (await port.read(kind, key)).metadata;
  await port.remove(kind, key, { uid, resourceVersion });
}

/** The first answer of `look` that is not undefined. */
export async function until<R>(look: () => Promise<R | undefined>): Promise<R> {
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
