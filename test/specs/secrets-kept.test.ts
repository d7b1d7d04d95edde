import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Kind, kinds } from '../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../src/kube/client/port.ts';
import { parseMoverSecret, tlsKeys } from '../../src/restic/repository/credentials.ts';
import { createApp } from '../place/app.ts';
import { startMove, steadyLease } from '../place/cli.ts';
import { openSandbox, type SandboxPlace } from '../place/sandbox-place.ts';
import { idOf } from './disturbed-move.ts';

let place: SandboxPlace;
beforeAll(async () => {
  place = await openSandbox();
});
afterAll(async () => place.close());

/** Every secret of the move, by a name for people, in each form in which it could be met. */
async function readSecrets(workspace: string): Promise<ReadonlyMap<string, string>> {
  const { user, serverPassword, repositoryPassword, markerKey } = parseMoverSecret(
    await place.consumer.read(kinds.secret, { name: workspace, namespace: 'liqo-storage' }),
  );
  const { data } = await place.consumer.read(kinds.secret, { name: 'certificate', namespace: workspace });
  const key = Buffer.from(data?.[tlsKeys.key] ?? '', 'base64').toString();
  const plain = {
    serverPassword,
    repositoryPassword,
    markerKey,
    login: `${user}:${serverPassword}`,
    'private key': key.split('\n')[1] ?? '',
  };
  return new Map(
    Object.entries(plain).flatMap(([name, text]) => {
      expect(text.length).toBeGreaterThan(30);
      // The last characters depend on what follows.
      const encoded = Buffer.from(text).toString('base64').replace(/=+$/, '').slice(0, -2);
      return [
        [name, text],
        [`${name} in base64`, encoded],
      ] as const;
    }),
  );
}

/** The arguments of every process of this machine. */
async function readArguments(): Promise<string> {
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const read = processes.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''));
  return (await Promise.all(read)).join('\n').replaceAll('\0', ' ');
}

/** All that a cluster shows to whoever may not read Secrets. */
async function readCluster(port: KubePort): Promise<string> {
  const shown = [kinds.pod, kinds.job, kinds.event, kinds.configMap, kinds.service, kinds.claim, kinds.volume, kinds.namespace];
  const lists = await Promise.all(shown.map(async (kind) => (await port.list(kind as Kind<unknown>)).items));
  const pods = (await port.list(kinds.pod)).items;
  const logs = pods.flatMap(({ metadata: { name, namespace = '' }, spec }) =>
    [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])].map((container) => readLog(port, { name, namespace }, container.name)),
  );
  return `${JSON.stringify(lists)}\n${(await Promise.all(logs)).join('\n')}`;
}

async function readLog(port: KubePort, key: { name: string; namespace: string }, container: string): Promise<string> {
  const lines: string[] = [];
  try {
    for await (const line of port.logs(key, { container, tailLines: 10_000 }, AbortSignal.timeout(5_000))) lines.push(line);
  } catch {
    // It has not started, or is gone.
  }
  return lines.join('\n');
}

it('a move shows none of its secrets to whoever looks at processes, objects, events, logs or output', { timeout: 170_000 }, async () => {
  const app = await createApp(place, { node: 'rome-1', fill: 'head -c 20000000 /dev/urandom > /data/file' });
  const workspace = `liqo-move-${await idOf(place, app)}-1`;
  const move = startMove(place, app, 'milan', ['-v', ...steadyLease]);
  await move.event((event) => event.type === 'phase-done' && event.phase === 'open-workspace');
  const secrets = await readSecrets(workspace);
  const seen = new Set<string>();
  let ended = false;
  void move.ended.finally(() => (ended = true));
  const met: string[] = [];
  const look = (where: string, text: string) => {
    for (const word of ['--tls-key /certificate/tls.key', 'restic backup', 'markers', '\\"copy\\":', 'complete'])
      if (text.includes(word)) seen.add(word);
    for (const [name, secret] of secrets) if (text.includes(secret)) met.push(`${name} in ${where}`);
  };
  while (!ended) {
    look('arguments', await readArguments());
    for (const [name, port] of Object.entries(place.clusters)) look(name, await readCluster(port));
    await pause(100);
  }
  const { exitCode, stdout, stderr } = await move.ended;
  look('output', stdout + stderr);
  expect(exitCode, stdout).toBe(0);
  expect(met).toEqual([]);
  // What was looked at is what was meant: the server's and restic's arguments, the mover's log, the journal.
  expect([...seen].sort()).toEqual(['--tls-key /certificate/tls.key', '\\"copy\\":', 'complete', 'markers', 'restic backup']);
});
