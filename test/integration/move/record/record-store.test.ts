// @module-tag core
import { expect, it, onTestFinished } from 'vitest';
import { KubeError } from '../../../../src/kube/client/errors.ts';
import type { KubePort } from '../../../../src/kube/client/port.ts';
import { kinds } from '../../../../src/kube/objects/kinds.ts';
import { findRecord, keepRecord } from '../../../../src/move/record/record-store.ts';
import { journalNamespace } from '../../../../src/move/model/names.ts';
import type { MoveRecord } from '../../../../src/move/record/record.ts';
import { startApiServer } from '../../../sandbox/api/server.ts';
import { portWith } from '../../../support/ports.ts';
import { reportOf } from '../../../support/reports.ts';

async function openCluster(): Promise<KubePort> {
  const server = await startApiServer({ name: 'rome' });
  onTestFinished(() => server.close());
  const port = server.as({ name: 'alice', groups: ['system:masters'] });
  await port.create(kinds.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: journalNamespace } });
  return port;
}

const recordOf = (change: Partial<MoveRecord> = {}): MoveRecord => ({ version: 1, outcome: 'moved', ...reportOf(), ...change });
const names = async (port: KubePort) =>
  (await port.list(kinds.configMap, { namespace: journalNamespace })).items.map(({ metadata }) => metadata.name);

it('keeps the last move of each claim, and only that', async () => {
  const port = await openCluster();
  const [first, second] = [recordOf(), recordOf({ move: 'def', outcome: 'undone', error: 'disk full' })];
  await keepRecord(port, first);
  await keepRecord(port, second);
  await keepRecord(port, recordOf({ claim: 'other' }));
  expect(await findRecord(port, { namespace: first.namespace, claim: first.claim })).toEqual(second);
  expect(await names(port)).toHaveLength(2);
});

it('removes what is older than 30 days when another move ends', async () => {
  const port = await openCluster();
  const old = { claim: 'old', endedAt: '2026-01-01T00:00:00Z' };
  await keepRecord(port, recordOf(old));
  await keepRecord(port, recordOf({ claim: 'young', endedAt: '2026-01-20T00:00:00Z' }));
  await keepRecord(port, recordOf({ claim: 'new', endedAt: '2026-02-01T00:00:00Z' }));
  const { namespace } = recordOf();
  expect(await findRecord(port, { namespace, claim: 'old' })).toBeUndefined();
  expect(await findRecord(port, { namespace, claim: 'young' })).toBeDefined();
});

it('takes what it cannot understand for nothing, and does not fail where nothing may be written', async () => {
  const port = await openCluster();
  await keepRecord(port, recordOf());
  const [name = ''] = await names(port);
  await port.mergePatch(kinds.configMap, { name, namespace: journalNamespace }, { data: { record: '{"version":2}' } });
  const { namespace, claim } = recordOf();
  expect(await findRecord(port, { namespace, claim })).toBeUndefined();
  const forbidden = portWith(port, { create: () => Promise.reject(new KubeError({ reason: 'forbidden', message: 'no' })) });
  await keepRecord(forbidden, recordOf({ claim: 'unkept' }));
  expect(await findRecord(port, { namespace, claim: 'unkept' })).toBeUndefined();
});
