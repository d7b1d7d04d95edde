import { describe, expect, it } from 'vitest';
import { KubeError, type KubeReason } from '../../../../src/kube/client/errors.ts';
import type { KubePort } from '../../../../src/kube/client/port.ts';
import { type Kind, kinds } from '../../../../src/kube/objects/kinds.ts';
import { beginJournal, discardUnused, takeMoveLease } from '../../../../src/move/engine/first-writes.ts';
import { createJournal } from '../../../../src/move/held/journal-store.ts';
import { journalName, journalNamespace } from '../../../../src/move/model/names.ts';
import { contextOf } from '../../../support/contexts.ts';
import { journalWith } from '../../../support/journals.ts';
import { portWith } from '../../../support/ports.ts';
import { openApiServers } from '../api-servers.ts';

const ref = { namespace: 'shop', claim: 'data' };
const key = { name: journalName('shop', 'data'), namespace: journalNamespace };

/** The first creation of that kind fails so; `carriedOut` says whether the server has done it all the same. */
function failingOnce(port: KubePort, kind: Kind<unknown>, { reason, carriedOut }: { reason: KubeReason; carriedOut: boolean }): KubePort {
  let failed = false;
  const create: KubePort['create'] = async (wanted, object, options) => {
    const fails = !failed && wanted.plural === kind.plural;
    if (!fails) return port.create(wanted, object, options);
    failed = true;
    if (carriedOut) await port.create(wanted, object, options);
    throw new KubeError({ reason, message: 'the answer is lost', attempt: `create ${kind.plural}` });
  };
  return portWith(port, { create });
}

const faults = [
  ['lost', { reason: 'unreachable', carriedOut: false }],
  ['carried out, but not answered', { reason: 'unreachable', carriedOut: true }],
  ['answered 409', { reason: 'conflict', carriedOut: false }],
  ['answered 429', { reason: 'tooManyRequests', carriedOut: false }],
  ['answered 500', { reason: 'serverError', carriedOut: false }],
] as const;

describe.each(faults)('a first write that is %s', (_, fault) => {
  it('does not keep a move from its lease, which goes when it is given back', async () => {
    const { rome } = await openApiServers();
    const context = contextOf(failingOnce(rome, kinds.lease, fault));
    const lease = await takeMoveLease(context, ref, 'abcdefghij');
    if (lease.kind !== 'held') throw new Error(`held by ${lease.holder}`);
    await discardUnused(context, lease);
    expect(await rome.find(kinds.lease, key)).toBeUndefined();
  });

  it('does not keep it from its journal', async () => {
    const { rome } = await openApiServers();
    const journal = await beginJournal(contextOf(failingOnce(rome, kinds.configMap, fault)), journalWith({ epoch: 7 }));
    await journal?.update((value) => ({ ...value, attempt: 2 }));
    expect(journal?.value).toEqual(journalWith({ epoch: 7, attempt: 2 }));
  });
});

it('the journal of another move of the claim is not taken for our own', async () => {
  const { rome } = await openApiServers();
  await createJournal(rome, journalWith({ epoch: 6 }));
  expect(await beginJournal(contextOf(rome), journalWith({ epoch: 7 }))).toBeUndefined();
});

it('the fencing tokens of a move are higher than those of the one before it', async () => {
  const { rome } = await openApiServers();
  const tokens: number[] = [];
  for (const year of [2026, 2027]) {
    const clock = { ...contextOf(rome).clock, now: () => new Date(Date.UTC(year, 1)) };
    const context = { ...contextOf(rome), clock };
    const lease = await takeMoveLease(context, ref);
    if (lease.kind !== 'held') throw new Error(`held by ${lease.holder}`);
    tokens.push(lease.fencingToken);
    await discardUnused(context, lease);
  }
  expect(tokens[1]).toBeGreaterThan(tokens[0] ?? Infinity);
});
