import { expect, it, onTestFinished } from 'vitest';
import type { KubePort } from '../../../../src/kube/client/port.ts';
import { kinds, type Lease } from '../../../../src/kube/objects/kinds.ts';
import { takeLead } from '../../../../src/provisioner/process/take-lead.ts';
import { createFakeClock } from '../../../fake-clock.ts';
import { recordedLog } from '../../../support/controller-logs.ts';
import { failure, portOf } from '../../../support/scripted-port.ts';

const key = { namespace: 'storage', name: 'virtual' };

function openCandidacy(methods: Partial<Record<keyof KubePort, unknown>>) {
  const clock = createFakeClock();
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const { log, lines } = recordedLog();
  const election = { lease: key, holder: 'us', seconds: 15 };
  return { lead: takeLead(portOf(methods), election, { clock, signal: stop.signal, log }), clock, stop, lines };
}

function leaseOf(holderIdentity: string | undefined, version: number): Lease {
  const spec = { leaseDurationSeconds: 15, ...(holderIdentity !== undefined && { holderIdentity }) };
  return { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { ...key, resourceVersion: String(version) }, spec };
}

it('waits while another replica lives, says once who leads, and takes the lease when it is freed', async () => {
  let version = 0;
  let holder: string | undefined = 'other';
  const { lead, clock, lines } = openCandidacy({
    find: async () => leaseOf(holder, (version += 1)),
    replace: async (_kind: unknown, _key: unknown, lease: Lease) => lease,
  });
  await clock.sleepers(1);
  await clock.advance(60_000);
  expect(lines).toEqual([{ level: 'info', leader: 'other', message: 'waiting for the lease' }]);
  holder = undefined;
  await clock.advance(3000);
  await expect(lead).resolves.toMatchObject({ kind: 'held' });
});

it('makes the namespace of the lease where there is none', async () => {
  const made: string[] = [];
  const { lead, clock, lines } = openCandidacy({
    find: async () => undefined,
    create: async (kind: { kind: string }, object: Lease) => {
      if (kind.kind === 'Lease' && made.length === 0) throw failure('notFound');
      made.push(`${kind.kind} ${object.metadata.name}`);
      return object;
    },
  });
  await clock.sleepers(1);
  await clock.advance(1000);
  await expect(lead).resolves.toMatchObject({ kind: 'held' });
  expect([made, lines]).toEqual([['Namespace storage', 'Lease virtual'], []]);
});

it.each(['forbidden', 'unreachable'] as const)('says that the lease is %s, and goes on trying', async (reason) => {
  const errors = [failure(reason), failure(reason)];
  const { lead, clock, lines } = openCandidacy({
    find: async () => (errors.length > 0 ? Promise.reject(errors.pop()) : undefined),
    create: async (kind: unknown, object: unknown) => (kind === kinds.lease ? object : undefined),
  });
  await clock.sleepers(1);
  await clock.advance(5000);
  await expect(lead).resolves.toMatchObject({ kind: 'held' });
  expect(lines.map(({ level, lease, error }) => [level, lease, error])).toEqual(
    Array.from({ length: 2 }, () => ['warn', 'storage/virtual', `try: ${reason}`]),
  );
});

it('ends without the lease when it shall stop', async () => {
  const { lead, clock, stop } = openCandidacy({ find: async () => leaseOf('other', 1) });
  await clock.sleepers(1);
  stop.abort();
  await expect(lead).resolves.toBeUndefined();
});
