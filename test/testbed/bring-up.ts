import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from './command.ts';
import { ensureControlGroups } from './control-groups.ts';
import { raiseSettings } from './kernel-settings.ts';
import { clustersOf, type Lab, labAddress, nodesOf, planLab } from './layout.ts';
import { startLab, startNode } from './namespaces.ts';
import { connectNodes } from './network.ts';
import type { Progress } from './progress.ts';
import { startBeside, type Starting } from './programs.ts';
import { startCluster, waitForNode } from './start-cluster.ts';
import type { StateFile } from './state.ts';
import { waitUntil } from './waiting.ts';

export interface BringUpOptions {
  /** Where the running testbed keeps its things; nothing is in it but the state. */
  readonly folder: string;
  readonly state: StateFile;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Starts everything; the caller takes down what a failure leaves. */
export async function bringUp({ folder, state, progress, signal }: BringUpOptions): Promise<void> {
  const plan = planLab(state.now.providers);
  raiseSettings(state.now.settings);
  await mkdir(join(folder, 'logs'));
  const starting: Starting = { folder, state, signal, lab: await beginLab(folder, state) };
  await progress.during('Starting the nodes', () => beginNodes(starting, plan));
  await progress.during('Starting Kubernetes', () => allOf(clustersOf(plan).map((cluster) => startCluster(starting, plan, cluster))));
  await progress.during('Starting what plays Liqo', () => beginLiqo(starting, plan));
  await state.update(() => ({ complete: true }));
}

async function beginLab(folder: string, state: StateFile): Promise<Starting['lab']> {
  const go = join(folder, 'go');
  const lab = await startLab(go, join(folder, 'logs', 'lab.log'));
  await state.update(() => ({ lab }));
  await writeFile(go, '');
  return lab;
}

async function beginNodes({ folder, state, lab: inside, signal }: Starting, lab: Lab): Promise<void> {
  const nodes = nodesOf(lab);
  await ensureControlGroups(nodes.map(({ name }) => name));
  for (const { name } of nodes) {
    const log = join(folder, 'logs', `${name}.log`);
    const node = await startNode({ lab: inside, folder: join(folder, 'nodes', name), packages: state.now.parts.packages, log });
    await state.update((now) => ({ nodes: { ...now.nodes, [name]: node } }));
  }
  await connectNodes(lab, { lab: inside, nodes: state.now.nodes }, signal);
}

async function beginLiqo(starting: Starting, lab: Lab): Promise<void> {
  const { folder, signal } = starting;
  await makeCertificate(folder, signal);
  await startBeside(starting, 'dns', sourceFile('dns/main.ts'));
  await playLiqo(starting);
  for (const { name } of lab.providers) await waitForNode(starting, lab.consumer, name);
}

/** Starts what plays Liqo, once more if need be, and waits until everything watches. */
export async function playLiqo(starting: Starting): Promise<void> {
  const ready = join(starting.folder, 'liqo.ready');
  await rm(ready, { force: true });
  await startBeside(starting, 'liqo', sourceFile('liqo/main.ts'));
  await waitUntil('what plays Liqo', starting, async () => existsSync(ready));
}

/** API servers talk to webhooks and kubelets over TLS only. */
async function makeCertificate(folder: string, signal: AbortSignal): Promise<void> {
  const request = ['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '365'];
  const subject = ['-subj', '/CN=liqo', '-addext', `subjectAltName=IP:${labAddress}`];
  const pki = join(folder, 'pki');
  await runCommand([...request, ...subject, '-keyout', join(pki, 'liqo.key'), '-out', join(pki, 'liqo.crt')], { signal });
}

function sourceFile(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

/** Like Promise.all, but nothing is in flight any more when it rejects. */
async function allOf(work: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(work);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
