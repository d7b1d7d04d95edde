import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { enterNetwork } from './namespaces.ts';
import { labOf, openState } from './state.ts';

/** Listens on the bridge between all nodes, as anybody between the clusters could: resolves with every stream of bytes to or from that TCP port. */
export async function eavesdropOn(folder: string, port: number, meanwhile: () => Promise<void>): Promise<readonly Buffer[]> {
  const lab = labOf(openState(folder).now);
  const heard = await mkdtemp(join(tmpdir(), 'heard-'));
  const script = fileURLToPath(new URL('eavesdrop.py', import.meta.url));
  const listener = spawn('nsenter', [...enterNetwork(lab).slice(1), 'python3', script, heard, String(port)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  try {
    await once(listener.stdout, 'data');
    await meanwhile();
    listener.stdin.end();
    const [code] = (await once(listener, 'exit')) as [number];
    if (code !== 0) throw new Error(`the listener ended with ${code}`);
    return await Promise.all((await readdir(heard)).map((name) => readFile(join(heard, name))));
  } finally {
    listener.kill();
    await rm(heard, { recursive: true, force: true });
  }
}
