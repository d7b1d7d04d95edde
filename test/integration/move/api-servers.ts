import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Claim, type Kind, kinds, type Meta, type Volume } from '../../../src/kube/objects/kinds.ts';
import type { Key, KubePort } from '../../../src/kube/client/port.ts';
import type { Journal } from '../../../src/move/model/journal.ts';
import { createJournal } from '../../../src/move/held/journal-store.ts';
import type { Move } from '../../../src/move/model/move.ts';
import { type ApiServer, startApiServer } from '../../sandbox/api/server.ts';
import { startControllers } from '../../sandbox/controllers/controllers.ts';
import { admin, user } from '../../sandbox/users.ts';
import { journalWith } from '../../support/journals.ts';
import { moveOf, type RecordedMove } from '../../support/moves.ts';
import { until } from '../../support/until.ts';

/** Two API servers, a user with every right, and moves to play with. */
export interface ApiServers {
  readonly server: ApiServer;
  /** The consumer as alice sees it, who runs the move. */
  readonly rome: KubePort;
  readonly milan: KubePort;
  /** Everything is allowed to everybody here, but for what admission refuses. */
  as(name: string): KubePort;
  /** Ends them before the test does. */
  close(): Promise<void>;
  /** A move with its journal stored in the cluster. */
  move(change?: Partial<Journal>, more?: Partial<Move>): Promise<RecordedMove>;
}

export async function openApiServers({ controllers = false }: { controllers?: boolean } = {}): Promise<ApiServers> {
  const [server, provider] = await Promise.all([startApiServer({ name: 'rome', policyDelayMs: 20 }), startApiServer({ name: 'milan' })]);
  const as = (name: string) => server.as({ name, groups: ['system:masters'] });
  const stop = controllers ? await control({ rome: server, milan: provider }) : async () => undefined;
  let closed: Promise<void> | undefined;
  const close = () => (closed ??= stop().then(async () => void (await Promise.all([server.close(), provider.close()]))));
  onTestFinished(close);
  const [rome, milan] = [as('alice'), provider.as({ ...admin, name: 'tenant' })];
  for (const name of ['shop', 'other', 'liqo-storage', 'liqo-move']) await createNamespace(rome, name);
  await createNamespace(milan, 'shop-rome');
  const move: ApiServers['move'] = async (change = {}, more = {}) =>
    moveOf({ rome, milan, journal: await createJournal(rome, journalWith(change)) }, more);
  return { server, rome, milan, as, move, close };
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
