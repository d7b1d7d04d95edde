import type { Isolation } from '../../../sandbox/pods/isolation.ts';
import { descendantsOf } from '../../../sandbox/pods/process-tree.ts';
import { startTestNode } from './test-node.ts';
import { untilFits } from '../../../support/until.ts';

/** Runs pods that ignore SIGTERM, says where they are and what runs, and waits to be killed. */
const lab = await startTestNode({ isolation: process.argv[2] as Isolation });
const names = ['plain', 'user'];
for (const name of names) {
  const securityContext = name === 'user' && process.getuid?.() === 0 ? { runAsUser: 1234 } : {};
  await lab.script(name, 'trap "" TERM; sleep 100 & sleep 100', { securityContext });
  await lab.phase(name, 'Running');
}
const trees = names.map(async (name) => {
  const pid = lab.kubelet.container('app', name, 'main')?.pid ?? 0;
  return await untilFits(
    async () => [pid, ...(await descendantsOf(pid))],
    (pids) => pids.length >= 2,
  );
});
const pids = (await Promise.all(trees)).flat();
console.log(JSON.stringify({ folder: lab.folder, pids }));
