import { expect, it } from 'vitest';
import { journalNamespace } from '../../../src/move/model/names.ts';
import { withPhase } from '../../../src/move/model/journal.ts';
import type { PhaseName } from '../../../src/move/model/phase-names.ts';
import type { Call } from '../../faults/api-proxy.ts';
import { holdInPhase } from '../../faults/hold-in-phase.ts';
import { journalWith } from '../../support/journals.ts';

const write: Call = { method: 'POST', path: '/api/v1/namespaces/shop/persistentvolumeclaims', body: '{}' };
const renewal: Call = { method: 'PUT', path: `/apis/coordination.k8s.io/v1/namespaces/${journalNamespace}/leases/move`, body: '{}' };
const look: Call = { method: 'GET', path: '/api/v1/namespaces/shop/pods', body: '' };

function intention(phase: PhaseName): Call {
  const journal = withPhase(journalWith(), phase, { state: 'intended', at: '2026-01-01T00:00:00.000Z' });
  const body = JSON.stringify({ data: { journal: JSON.stringify(journal) } });
  return { method: 'PUT', path: `/api/v1/namespaces/${journalNamespace}/configmaps/move`, body };
}

it('lets all pass until the phase has begun, then only what writes nothing, and all again when it is over', async () => {
  const { rule, begun, letGo } = holdInPhase('swap-claim');
  expect([intention('hold-source'), write].map((call) => rule(call))).toEqual(['passed', 'passed']);
  expect(rule(intention('swap-claim'))).toBe('passed');
  await begun;
  const held = rule(write);
  expect([renewal, look].map((call) => rule(call))).toEqual(['passed', 'passed']);
  letGo();
  expect(await held).toBe('lost');
  expect(rule(write)).toBe('passed');
});
