// @module-tag core
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { kinds } from '../../../src/kube/objects/kinds.ts';
import { startApiServer } from '../../sandbox/api/server.ts';
import { admin } from '../../sandbox/users.ts';
import { until } from '../../support/until.ts';
import { buildProgram } from '../commands/built-program.ts';

// A busy machine may need seconds for what takes one on its own.
vi.setConfig({ testTimeout: 60_000 });

let folder: string;

beforeAll(async () => void ({ folder } = await buildProgram()), 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Line {
  readonly level: string;
  readonly msg: string;
  readonly port?: number;
}

/** The controller as a process. */
interface Started {
  readonly child: ChildProcess;
  readonly said: (message: string) => Line | undefined;
  readonly exit: Promise<[number | null, string | null]>;
}

/** A cluster, and how the built program is started for it. */
async function openCluster() {
  const server = await startApiServer({ name: 'rome' });
  const kubeconfig = join(folder, 'kubeconfig');
  await writeFile(kubeconfig, server.kubeconfig(admin));
  const children: ChildProcess[] = [];
  onTestFinished(async () => {
    for (const child of children) child.kill('SIGKILL');
    await server.close();
  });
  const start = (): Started => {
    const argv = ['--kubeconfig', kubeconfig, '--listen', '127.0.0.1:0', '--lease-seconds', '1'];
    const child = spawn(process.execPath, [join(folder, 'bin', 'liqo-storage-controller.js'), ...argv], {
      env: { PATH: process.env['PATH'] },
    });
    children.push(child);
    let text = '';
    child.stdout.on('data', (chunk) => (text += String(chunk)));
    const lines = () => text.split('\n').slice(0, -1);
    const said = (message: string) =>
      lines()
        .map((line) => JSON.parse(line) as Line)
        .find(({ msg }) => msg === message);
    return { child, said, exit: once(child, 'exit') as Started['exit'] };
  };
  const key = { namespace: 'liqoctl-storage', name: 'storage.liqoctl.io-virtual' };
  return { start, readLease: () => server.as(admin).find(kinds.lease, key) };
}

test('leads, answers, and ends with 0 when it is asked to', async () => {
  const { start, readLease } = await openCluster();
  const { child, said, exit } = start();
  const { port } = await until(() => said('listening'));
  await until(() => said('leading'));
  const get = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).text();
  expect(await Promise.all(['/healthz', '/readyz'].map(get))).toEqual(['ok\n', 'ok\n']);
  expect(await get('/metrics')).toContain('\nliqo_storage_controller_leader 1\n');
  child.kill('SIGTERM');
  expect(await exit).toEqual([0, null]);
  expect(said('stopped')).toMatchObject({ level: 'info' });
  expect((await readLease())?.spec).toMatchObject({ leaseTransitions: 1 });
  expect((await readLease())?.spec?.holderIdentity).toBeUndefined();
});

test('the other replica takes over from one that was killed', async () => {
  const { start, readLease } = await openCluster();
  const first = start();
  await until(() => first.said('leading'));
  const second = start();
  await until(() => second.said('waiting for the lease'));
  first.child.kill('SIGKILL');
  await until(() => second.said('leading'));
  expect((await readLease())?.spec?.leaseTransitions).toBe(2);
  second.child.kill('SIGTERM');
  expect(await second.exit).toEqual([0, null]);
});
