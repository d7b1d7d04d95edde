import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiProxy, type Call, startApiProxy } from '../faults/api-proxy.ts';
import { createApp } from '../place/app.ts';
import { startMove } from '../place/cli.ts';
import { openSandbox, type SandboxPlace } from '../place/sandbox-place.ts';

let place: SandboxPlace;
let proxy: ApiProxy;
beforeAll(async () => {
  place = await openSandbox();
  const { sandbox } = place;
  proxy = await startApiProxy(sandbox.consumer.kubeconfig, join(sandbox.folder, 'through-proxy.yaml'));
});
afterAll(async () => {
  await proxy.close();
  await place.close();
});

it('ends a failed move as failed, although its lease was lost on the way back', async () => {
  const app = await createApp(place, { node: 'rome-1', fill: 'echo one > /data/file' });
  let turned = false;
  proxy.setRule((call) => {
    turned ||= turnsBack(call);
    return turned && call.path.includes('/leases/') && call.method !== 'GET' ? 'lost' : 'passed';
  });
  const move = startMove({ ...place, kubeconfigFile: proxy.kubeconfigFile }, app, 'milan', [
    '--restic-image',
    'registry.invalid/missing:1',
  ]);
  await move.event((event) => event.type === 'warning' && event.text.startsWith('looking for'));
  proxy.setRule(undefined);
  const end = await move.ended;
  expect(end.exitCode, end.stdout).toBe(4);
  expect(end.stdout).toContain('"resumed":true');
  expect(end.stdout.split('\n').at(-1)).toContain('registry.invalid/missing:1');
});

function turnsBack({ method, body }: Call): boolean {
  return method === 'PUT' && body.includes(String.raw`\"direction\":\"back\"`);
}
