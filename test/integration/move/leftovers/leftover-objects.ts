import { kinds, type Meta } from '../../../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../../../src/kube/client/port.ts';
import { renderGuardBinding, renderGuardPolicy } from '../../../../src/move/guard/guard-policy.ts';
import type { MoveContext } from '../../../../src/move/model/context.ts';
import { journalName, journalNamespace, moveLabels } from '../../../../src/move/model/names.ts';
import { claimOf } from '../../../support/claims.ts';
import { contextOf } from '../../../support/contexts.ts';
import { volumeOf } from '../../../support/volumes.ts';
import type { ApiServers } from '../api-servers.ts';
import { storage } from '../local-source.ts';

export const id = 'abcdefghij';
export const marks = { [moveLabels.id]: id, [moveLabels.fencingToken]: '1' };

/** A late write's metadata. */
function made(name: string, namespace?: string): Meta {
  return {
    name,
    ...(namespace !== undefined && { namespace }),
    labels: { [moveLabels.id]: id },
    annotations: { [moveLabels.fencingToken]: '1', [moveLabels.claim]: 'shop/data' },
  };
}

const container = { name: 'c', image: 'sh' };

/** One of everything that a move makes and that holds no data, as writes leave it that arrive when the move is over. */
export async function createLate(rome: KubePort): Promise<void> {
  const [api, room] = ['v1', `liqo-move-${id}-1`];
  await rome.create(kinds.namespace, { apiVersion: api, kind: 'Namespace', metadata: made(room) });
  await rome.create(kinds.pod, { apiVersion: api, kind: 'Pod', metadata: made('repository', room), spec: { containers: [container] } });
  for (const namespace of ['shop', storage]) {
    await rome.create(kinds.secret, { apiVersion: api, kind: 'Secret', metadata: made(room, namespace), data: {} });
    const policy = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: made(room, namespace) };
    await rome.create(kinds.networkPolicy, { ...policy, spec: { podSelector: {}, policyTypes: ['Ingress'] } });
    const template = { spec: { restartPolicy: 'Never', containers: [container] } };
    await rome.create(kinds.job, {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: made(`${room}-source-1`, namespace),
      spec: { suspend: true, template },
    });
  }
  const staged = { labels: { [moveLabels.id]: id }, annotations: marks };
  await rome.create(kinds.claim, claimOf({ name: `move-${id}-1`, namespace: storage }, staged));
  const reserved = { claimRef: { namespace: 'shop', name: 'data' }, persistentVolumeReclaimPolicy: 'Retain' };
  await rome.create(kinds.volume, volumeOf(room, reserved, { annotations: marks }));
  const lease = { name: journalName('shop', 'data'), namespace: journalNamespace, labels: { [moveLabels.id]: id } };
  await rome.create(kinds.lease, { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: lease, spec: {} });
}

/** The guard of shop/data, without waiting until it acts. */
export async function createGuard(rome: KubePort): Promise<void> {
  const guard = { id, namespace: 'shop', claim: 'data', real: [], user: 'alice', fencingToken: 1 };
  await rome.create(kinds.admissionPolicy, renderGuardPolicy(guard));
  await rome.create(kinds.admissionPolicyBinding, renderGuardBinding(guard));
}

/** A context whose only provider is milan. */
export function contextWith({ milan }: ApiServers, consumer: KubePort, change: Partial<MoveContext> = {}): MoveContext {
  return contextOf(consumer, { connect: async () => milan, remoteKubeconfigs: new Map([['', { file: 'x', text: 'x' }]]), ...change });
}

/** Kinds and names of everything that could be of a move. */
export async function census(port: KubePort): Promise<string[]> {
  const all = [
    kinds.admissionPolicyBinding,
    kinds.admissionPolicy,
    kinds.job,
    kinds.pod,
    kinds.networkPolicy,
    kinds.secret,
    kinds.namespace,
    kinds.claim,
    kinds.volume,
    kinds.lease,
  ];
  const listed = all.map(async (kind) => {
    const { items } = await port.list<{ metadata: Meta }>(kind);
    const there = items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    return there.map(({ metadata }) => `${kind.kind} ${metadata.name}`);
  });
  return (await Promise.all(listed)).flat();
}
