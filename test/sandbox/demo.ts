import { execa } from 'execa';
import { kinds } from '../../src/kube/objects/kinds.ts';
import { connectText } from '../../src/kube/login/connect.ts';
import type { KubePort } from '../../src/kube/client/port.ts';
import { fillScript, listScript } from './demo-files.ts';
import { createNamespace, exampleClaim, exampleNamespace, offloadNamespace } from './example.ts';
import { runFixturePod } from './fixture-pod.ts';
import type { Sandbox } from './sandbox.ts';
import { surroundings } from '../support/surroundings.ts';

const claim = 'data';

/** Moves a volume full of files to the other cluster and back, and compares everything each time. Throws when something differs. */
export async function runDemo(sandbox: Sandbox, say: (line: string) => void): Promise<void> {
  const port = await connectText(sandbox.consumer.kubeconfig, surroundings);
  say('The namespace app of rome is offloaded to milan.');
  await createNamespace(port);
  await offloadNamespace(port, 'milan');
  await port.create(kinds.claim, exampleClaim(claim, '1Gi'));
  say('A pod on node rome-1 fills the volume of the claim data ...');
  await onVolume(port, 'rome-1', fillScript);
  const digest = await look(port, 'rome-1', say);
  for (const node of ['milan', 'rome-2']) {
    await move(sandbox, node, say);
    if ((await look(port, node, say)) !== digest) throw new Error('the copy is not the same');
  }
  say('Every file is the same after both moves.');
}

/** Shows what a pod on that node finds in the volume; returns the digest. */
async function look(port: KubePort, node: string, say: (line: string) => void): Promise<string | undefined> {
  say(`\nWhat a pod on node ${node} finds in it:`);
  const lines = await onVolume(port, node, listScript);
  lines.forEach((line) => say(`  ${line}`));
  return lines.at(-1);
}

async function onVolume(port: KubePort, node: string, script: string): Promise<string[]> {
  const name = `look-from-${node}`;
  return await runFixturePod(port, { name, namespace: exampleNamespace, node, claim, script, seconds: 60 });
}

async function move(sandbox: Sandbox, node: string, say: (line: string) => void): Promise<void> {
  const args = ['move', 'volume', claim, '--namespace', exampleNamespace, '--target-node', node];
  say(`\n$ liqoctl ${args.join(' ')}`);
  await execa(process.execPath, ['bin/liqoctl.js', ...args], {
    env: { KUBECONFIG: sandbox.consumer.kubeconfigFile },
    stdio: 'inherit',
    timeout: 300_000,
  });
}
