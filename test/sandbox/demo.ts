import { execa } from 'execa';
import { kinds } from '../../src/kube/objects/kinds.ts';
import { connectText } from '../../src/kube/login/connect.ts';
import type { KubePort } from '../../src/kube/client/port.ts';
import { findJournal } from '../../src/move/held/journal-store.ts';
import { phaseState } from '../../src/move/model/journal.ts';
import { surroundings } from '../support/surroundings.ts';
import { until } from '../support/until.ts';
import { attack } from './demo-attacks.ts';
import { digestScript, fillScript } from './demo-files.ts';
import { createNamespace, exampleClaim, exampleNamespace, offloadNamespace } from './example.ts';
import { runFixturePod } from './fixture-pod.ts';
import type { Sandbox } from './sandbox.ts';

const claim = 'data';
const ofClaim = [claim, '--namespace', exampleNamespace];
const [here, there] = ['rome-1', 'milan'];

/** The usual fifteen seconds until another liqoctl may take over would be a third of the show. */
const shortLease = ['--lease-duration', '8s'];

/** For a machine that is busy with other things. */
const patience = { seconds: 150 };

/** Said before anything starts. */
export const programme = [
  'This shows, in less than a minute, on two small clusters in this process:',
  '  1. liqoctl moves a volume full of files from cluster rome to cluster milan;',
  '  2. it is killed with -9 in the middle of the copy;',
  '  3. meanwhile a pod asks for the claim, and somebody deletes it: both denied;',
  '  4. "move resume" finishes the move, and every file and folder is compared:',
  '     content, owner, mode, time and links.',
  '',
];

/** What a pod finds in the volume. */
interface Contents {
  readonly entries: string;
  readonly digest: string;
}

/** Moves a volume, kills that, attacks the claim, resumes, and compares everything. Returns the verdict; throws when something went another way. */
export async function runDemo(sandbox: Sandbox, say: (line: string) => void): Promise<string> {
  const port = await connectText(sandbox.consumer.kubeconfig, surroundings);
  await createNamespace(port);
  await offloadNamespace(port, there);
  await port.create(kinds.claim, exampleClaim(claim, '1Gi'));
  await onVolume(port, here, fillScript);
  const before = await look(port, here);
  say(`A pod on node ${here} has filled the volume of claim ${claim}: ${before.entries} files and folders.\n`);
  await killInCopy(sandbox, port, say);
  const denials = await attack(port, { namespace: exampleNamespace, claim, kubeconfig: sandbox.consumer.kubeconfig }, say);
  say('');
  await start(sandbox, ['move', 'resume', ...ofClaim, ...shortLease], say);
  const after = await look(port, there);
  if (after.digest !== before.digest) throw new Error('the copy is not the same');
  return `Killed in the middle, ${denials} attempts on the claim denied, resumed: all ${after.entries} files and folders are the same.`;
}

/** Starts the move, and kills it as soon as the restore has begun. */
async function killInCopy(sandbox: Sandbox, port: KubePort, say: (line: string) => void): Promise<void> {
  const move = start(sandbox, ['move', 'volume', ...ofClaim, '--target-node', there, ...shortLease], say);
  const copying = until(async () => {
    const journal = await findJournal(port, { namespace: exampleNamespace, name: claim });
    return journal !== undefined && phaseState(journal.value, 'restore-data') === 'intended';
  }, patience);
  const ended = move.then(
    () => Promise.reject(new Error('the move was over before it could be killed')),
    (error: unknown) => error,
  );
  try {
    await Promise.race([copying, ended.then((error) => Promise.reject(error as Error))]);
  } finally {
    move.kill('SIGKILL');
    await ended;
  }
  // A program that is killed cannot give back the cursor that its progress had hidden.
  if (process.stdout.isTTY) process.stdout.write('\u001b[?25h');
  say('\n\n$ kill -9    (liqoctl is dead; journal, guard and both copies are in the clusters)\n');
}

async function look(port: KubePort, node: string): Promise<Contents> {
  const [entries = '', digest = ''] = await onVolume(port, node, digestScript);
  return { entries: Number(entries).toLocaleString('en'), digest };
}

async function onVolume(port: KubePort, node: string, script: string): Promise<string[]> {
  const name = `look-from-${node}`;
  return await runFixturePod(port, { name, namespace: exampleNamespace, node, claim, script, seconds: 60 });
}

function start(sandbox: Sandbox, args: readonly string[], say: (line: string) => void) {
  say(`$ liqoctl ${args.join(' ')}`);
  return execa(process.execPath, ['bin/liqoctl.js', ...args], {
    env: { KUBECONFIG: sandbox.consumer.kubeconfigFile },
    stdin: 'ignore',
    stdout: 'inherit',
    stderr: 'inherit',
    timeout: 300_000,
  });
}
