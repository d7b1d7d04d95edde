// @module-tag core
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApiProxy } from '../../faults/api-proxy.ts';

describe('the proxy in front of an API server', () => {
  const arrived: string[] = [];
  const server = http.createServer((request, response) => {
    arrived.push(request.url ?? '');
    response.end('{}');
  });
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'api-proxy-'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true });
  });

  it('carries a call out also when the program that made it is killed meanwhile', async () => {
    const { port } = server.address() as AddressInfo;
    const kubeconfig = `{clusters: [{cluster: {server: "http://127.0.0.1:${port}"}}], users: [{user: {}}]}`;
    const proxy = await startApiProxy(kubeconfig, join(folder, 'through-proxy.yaml'));
    const through = parse(await readFile(proxy.kubeconfigFile, 'utf8')) as { clusters: [{ cluster: { server: string } }] };
    const caller = http.request(`${through.clusters[0].cluster.server}/pods/over`, { method: 'DELETE' });
    proxy.setRule(() => {
      caller.destroy();
      return 'unanswered';
    });
    const failed = new Promise((resolve) => caller.on('error', resolve));
    caller.end();
    expect(await failed).toMatchObject({ code: 'ECONNRESET' });
    await proxy.close();
    expect(arrived).toEqual(['/pods/over']);
  });
});
