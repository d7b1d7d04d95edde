import { connectText } from '../../src/kube/login/connect.ts';
import { programme, runDemo } from './demo.ts';
import { createNamespace, offloadNamespace, startDatabase } from './example.ts';
import { type Sandbox, startSandbox } from './sandbox.ts';
import { controllerLogFile, startStorage } from './storage.ts';
import { surroundings } from '../support/surroundings.ts';

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const interrupted = new Promise<'interrupted'>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve('interrupted'));
});

/** Keeps the clusters until Ctrl-C. */
async function keep(sandbox: Sandbox): Promise<void> {
  const port = await connectText(sandbox.consumer.kubeconfig, surroundings);
  await createNamespace(port);
  // Before the offloading: so its first pod, and with it the data, is local.
  await startDatabase(port);
  await offloadNamespace(port, 'milan');
  const controller = await startStorage({ folder: sandbox.folder, kubeconfig: sandbox.consumer.kubeconfig }, port);
  tell(sandbox);
  await interrupted;
  await controller.stop();
}

function tell(sandbox: Sandbox): void {
  say('Two clusters are running: rome (nodes rome-1, rome-2, and the virtual node milan) and milan (node milan-1).');
  say('The namespace app is offloaded to milan; the StatefulSet db writes to the claim data-db-0.');
  say('In another terminal, in this folder ("Your first move" in README.md says what each line shows):\n');
  say(`  export KUBECONFIG=${sandbox.consumer.kubeconfigFile}`);
  say('  kubectl get pods,pvc -n app -o wide');
  say('  kubectl scale statefulset db -n app --replicas=0');
  say('  bin/liqoctl.js move volume data-db-0 -n app --target-node milan');
  say('  kubectl scale statefulset db -n app --replicas=1\n');
  say('The storage controller serves the class liqoctl, which binds a claim where its first pod runs (docs/virtual-storage-class.md):\n');
  say('  kubectl apply -f deploy/examples/near-and-far.yaml');
  say('  kubectl get pods,pvc,events -n app\n');
  say(`Its log: ${controllerLogFile(sandbox)}`);
  say(`The other cluster: ${sandbox.clusters['milan']?.kubeconfigFile}`);
  say('Ctrl-C ends and removes everything.');
}

/** Returns what the demo has shown, or that Ctrl-C came first. */
async function show(sandbox: Sandbox): Promise<string> {
  return Promise.race([runDemo(sandbox, say), interrupted]);
}

async function main(mode: string | undefined): Promise<number> {
  const demo = mode === 'demo';
  if (demo) programme.forEach(say);
  say('Starting the sandbox ...');
  const sandbox = await startSandbox({ cheapKeys: demo });
  let verdict: string | undefined;
  try {
    if (demo) verdict = await show(sandbox);
    else await keep(sandbox);
    return verdict === 'interrupted' ? 130 : 0;
  } catch (error) {
    process.stderr.write(`\nFAILED: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  } finally {
    await sandbox.stop();
    say(verdict === undefined || verdict === 'interrupted' ? 'The sandbox is gone.' : `\n✔ ${verdict}`);
  }
}

process.exitCode = await main(process.argv[2]);
