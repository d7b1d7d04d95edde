import { afterEach, describe, expect, it } from 'vitest';
import type { KubePort, LogOptions } from '../../../src/kube/client/port.ts';
import { startLogServer } from '../../liqo/kubelet/log-server.ts';
import { type Lifetime, startLifetime } from '../../liqo/lifetime.ts';

let lifetime: Lifetime;
afterEach(() => lifetime.stop());

async function serve(lines: string[], remoteOf: (namespace: string) => string | undefined = (namespace) => `${namespace}-rome`) {
  lifetime = startLifetime(new AbortController().signal);
  const asked: unknown[] = [];
  const logs: KubePort['logs'] = async function* (pod, options: LogOptions) {
    asked.push({ ...pod, ...options });
    yield* lines;
  };
  const { address, port } = await startLogServer({ tenantPort: { logs } as KubePort, remoteOf }, { address: '127.0.0.1' }, lifetime);
  return { asked, get: (path: string) => fetch(`http://${address}:${port}${path}`) };
}

describe('the log endpoint of a virtual kubelet', () => {
  it('asks the provider for the same pod in the mapped namespace', async () => {
    const { get, asked } = await serve(['one', 'two']);
    const answer = await get('/containerLogs/app/mover/main?follow=true&tailLines=5');
    expect(await answer.text()).toBe('one\ntwo\n');
    expect(asked).toEqual([{ name: 'mover', namespace: 'app-rome', container: 'main', follow: true, tailLines: 5 }]);
  });

  it('knows nothing of namespaces that are not reflected, nor of other paths', async () => {
    const { get, asked } = await serve([], () => undefined);
    expect((await get('/containerLogs/app/mover/main')).status).toBe(404);
    expect((await get('/pods')).status).toBe(404);
    expect(asked).toEqual([]);
  });

  it('runs no command, and says where that can be done', async () => {
    const { get } = await serve([]);
    const answer = await get('/exec/app/mover/main');
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('cluster')]);
  });

  it('answers an empty log with success', async () => {
    const { get } = await serve([]);
    const answer = await get('/containerLogs/app/mover/main');
    expect([answer.status, await answer.text()]).toEqual([200, '']);
  });
});
