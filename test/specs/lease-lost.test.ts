import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiProxy, type Call, type Verdict, startApiProxy } from '../faults/api-proxy.ts';
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
  let letGo = () => {};
  const held = new Promise<Verdict>((resolve) => (letGo = () => resolve('passed')));
  proxy.setRule((call) => {
    turned ||= turnsBack(call);
    if (turned && call.method !== 'GET' && isOfLease(call)) return 'lost';
    return turned && removesNamespace(call) ? held : 'passed';
  });
  const move = startMove({ ...place, kubeconfigFile: proxy.kubeconfigFile }, app, 'milan', failing);
  await move.event((event) => event.type === 'warning' && event.text.includes('replace leases'));
  proxy.setRule(undefined);
  letGo();
  const end = await move.ended;
  expect(end.exitCode, end.stdout).toBe(4);
  // The second time behind a takeover.
  expect(end.stdout.match(/"type":"move-started"/g)).toHaveLength(2);
  expect(end.stdout.split('\n').at(-1)).toContain('registry.invalid/missing:1');
});

it('ends a failed move as failed, although giving back its lease fails once', async () => {
  const app = await createApp(place, { node: 'rome-1', fill: 'echo one > /data/file' });
  let lost = 0;
  proxy.setRule((call) => (call.method === 'DELETE' && isOfLease(call) && lost++ === 0 ? 'lost' : 'passed'));
  const end = await startMove({ ...place, kubeconfigFile: proxy.kubeconfigFile }, app, 'milan', failing).ended;
  expect(end.exitCode, end.stdout).toBe(4);
  expect(lost).toBe(2);
});

const failing = ['--restic-image', 'registry.invalid/missing:1', '--stall-timeout', '10s'];

function isOfLease({ path }: Call): boolean {
  return path.includes('/leases/');
}

function removesNamespace({ method, path }: Call): boolean {
  return method === 'DELETE' && path.startsWith('/api/v1/namespaces/') && path.split('/').length === 5;
}

function turnsBack({ method, body }: Call): boolean {
  return method === 'PUT' && body.includes(String.raw`\"direction\":\"back\"`);
}
