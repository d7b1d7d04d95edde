import { expect, it } from 'vitest';
import { createMetrics } from '../../../../src/provisioner/process/metrics.ts';
import { KubeError } from '../../../../src/kube/client/errors.ts';
import { failure } from '../../../support/scripted-port.ts';

const nothing = { depth: 0, leads: false, standings: [] };

/** The lines of our own metrics that begin so, without the prefix. */
async function linesOf(metrics: ReturnType<typeof createMetrics>, begin: string, now: Parameters<typeof metrics.render>[0] = nothing) {
  const { text } = await metrics.render(now);
  const own = text.split('\n').filter((line) => line.startsWith(`liqo_storage_controller_${begin}`));
  return own.map((line) => line.replace('liqo_storage_controller_', ''));
}

it('counts what is asked for, repeated and looked at', async () => {
  const metrics = createMetrics();
  for (const key of ['a', 'b']) metrics.added(key === 'a' ? 'claim' : 'guard');
  metrics.retried('claim');
  metrics.looked('claim', 'blocked', 0.3);
  expect(await linesOf(metrics, 'queue_')).toEqual([
    'queue_depth 0',
    'queue_adds_total{reconciler="claim"} 1',
    'queue_adds_total{reconciler="guard"} 1',
    'queue_retries_total{reconciler="claim"} 1',
  ]);
  expect(await linesOf(metrics, 'reconcile_seconds_bucket{le="0.1"')).toEqual([
    'reconcile_seconds_bucket{le="0.1",reconciler="claim",answer="blocked"} 0',
  ]);
  expect(await linesOf(metrics, 'reconcile_seconds_bucket{le="0.5"')).toEqual([
    'reconcile_seconds_bucket{le="0.5",reconciler="claim",answer="blocked"} 1',
  ]);
});

it('shows how things stand now, and forgets how they stood', async () => {
  const metrics = createMetrics();
  const standings = [
    { reconciler: 'claim', pending: undefined, objects: 3 },
    { reconciler: 'claim', pending: 'NoClass', objects: 2 },
  ];
  const now = { depth: 7, leads: true, standings };
  expect(await linesOf(metrics, '', now)).toEqual([
    'queue_depth 7',
    'leader 1',
    'bound{reconciler="claim"} 3',
    'pending{reconciler="claim",reason="NoClass"} 2',
  ]);
  expect(await linesOf(metrics, '')).toEqual(['queue_depth 0', 'leader 0']);
});

it('counts calls by cluster, verb, resource and what came of them', async () => {
  const metrics = createMetrics();
  const call = { verb: 'get', resource: 'pods', writes: false } as const;
  const forbidden = new KubeError({ reason: 'forbidden', message: 'no', attempt: 'read', status: 403 });
  const results = [{ found: true }, { found: true }, { found: false }, { error: forbidden }, { error: failure('unreachable') }];
  for (const result of results) metrics.apiCalled('milan', call, result);
  const common = 'api_calls_total{cluster="milan",verb="get",resource="pods"';
  expect(await linesOf(metrics, 'api')).toEqual([
    `${common},code="2xx"} 2`,
    `${common},code="404"} 1`,
    `${common},code="403"} 1`,
    `${common},code="unreachable"} 1`,
  ]);
});

it('brings the metrics of the process along', async () => {
  const { text, contentType } = await createMetrics().render(nothing);
  expect(text).toContain('process_resident_memory_bytes');
  expect(contentType).toContain('text/plain');
});
