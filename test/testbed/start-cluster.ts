import { generateKeyPairSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from './command.ts';
import { renderControllers, renderServers } from './control-plane.ts';
import { kubeconfigFile } from './folders.ts';
import type { ClusterPlan, Lab, NodePlan } from './layout.ts';
import { renderLocalPath, renderProvisioner } from './local-path.ts';
import { containerdClient } from './import-image.ts';
import { enterNetwork } from './namespaces.ts';
import { renderNodePrograms, writeNodeFiles } from './node-programs.ts';
import { nodeOf, programPath, type Starting, startOnNode } from './programs.ts';
import { createUsers, renderTokens, writeKubeconfigs } from './users.ts';
import { waitUntil } from './waiting.ts';

/** Starts everything of one cluster on its running nodes; resolves when all its nodes are Ready and its default class exists. */
export async function startCluster(starting: Starting, lab: Lab, cluster: ClusterPlan): Promise<void> {
  const { folder } = starting;
  const [first] = cluster.nodes;
  const users = createUsers(lab, cluster);
  const pki = join(folder, 'pki', cluster.name);
  await mkdir(pki, { recursive: true });
  await writeFile(join(pki, 'tokens.csv'), renderTokens(users), { mode: 0o600 });
  await writeFile(join(pki, 'service-account.key'), createServiceAccountKey(), { mode: 0o600 });
  for (const program of renderServers(cluster, folder)) await startOnNode(starting, first.name, program);
  await waitUntil(`the certificate of ${cluster.name}`, starting, async () => existsSync(join(pki, 'apiserver.crt')));
  await writeKubeconfigs(folder, cluster, users);
  await Promise.all(cluster.nodes.map((node) => startNodePrograms(starting, cluster, node)));
  await waitUntil(`the API server of ${cluster.name}`, starting, () => succeeds(kubectl(starting, cluster, ['get', '--raw', '/readyz'])));
  for (const program of renderControllers(cluster, folder)) await startOnNode(starting, first.name, program);
  const objects = { apiVersion: 'v1', kind: 'List', items: renderLocalPath() };
  await kubectl(starting, cluster, ['create', '-f', '-'], JSON.stringify(objects));
  await startOnNode(starting, first.name, renderProvisioner(cluster, folder));
  await Promise.all(cluster.nodes.map((node) => waitForNode(starting, cluster, node.name)));
}

/** Waits until a node, virtual or not, says that it is ready. */
export async function waitForNode(starting: Starting, cluster: ClusterPlan, node: string): Promise<void> {
  const ready = '{.status.conditions[?(@.type=="Ready")].status}';
  await waitUntil(`node ${node}`, starting, async () => {
    return (await kubectl(starting, cluster, ['get', 'node', node, '-o', `jsonpath=${ready}`]).catch(() => '')) === 'True';
  });
}

async function startNodePrograms(starting: Starting, cluster: ClusterPlan, node: NodePlan): Promise<void> {
  const files = { cluster, node, state: starting.folder };
  await writeNodeFiles(files);
  const [containerd, ...others] = renderNodePrograms(files);
  if (containerd === undefined) return;
  await startOnNode(starting, node.name, containerd);
  await importImages(starting, node.name);
  for (const program of others) await startOnNode(starting, node.name, program);
}

async function importImages(starting: Starting, node: string): Promise<void> {
  const { state, signal } = starting;
  const { images } = state.now.parts;
  const ctr = containerdClient(nodeOf(starting, node));
  await waitUntil(`containerd of ${node}`, starting, () => succeeds(runCommand([...ctr, 'version'], { signal })));
  for (const archive of await readdir(images)) {
    await runCommand([...ctr, 'images', 'import', join(images, archive)], { signal });
  }
}

async function kubectl(starting: Starting, cluster: ClusterPlan, args: readonly string[], input = ''): Promise<string> {
  const config = ['--kubeconfig', kubeconfigFile(starting.folder, cluster.name)];
  const env = { PATH: programPath(starting) };
  return runCommand([...enterNetwork(starting.lab), 'kubectl', ...config, ...args], { signal: starting.signal, input, env });
}

async function succeeds(attempt: Promise<unknown>): Promise<boolean> {
  return attempt.then(
    () => true,
    () => false,
  );
}

function createServiceAccountKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
}
