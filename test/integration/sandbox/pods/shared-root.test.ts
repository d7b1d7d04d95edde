import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { descendantsOf } from '../../../sandbox/pods/process-tree.ts';
import { lives, startTestNode, type TestNode } from './test-node.ts';
import { untilFits } from '../../../support/until.ts';

let lab: TestNode;
beforeAll(async () => {
  lab = await startTestNode({ isolation: 'none' });
});
afterAll(() => lab.close());

const at = { volumeMounts: [{ name: 'data', mountPath: '/vol/data' }], workingDir: '/vol' };

it('without namespaces two pods with the same mount path still have volumes of their own', async () => {
  const names = ['one', 'two'];
  const folders = await Promise.all(names.map((name) => lab.claim(name)));
  for (const name of names) {
    const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: name } }];
    await lab.script(name, `echo ${name} > data/name; cat /vol/data/name; echo bye > /dev/termination-log`, at, { volumes });
    const pod = await lab.phase(name, 'Succeeded');
    expect(pod.status?.containerStatuses?.[0]?.state?.terminated?.message).toBe('bye\n');
    expect(await lab.log(name)).toBe(`${name}\n`);
  }
  expect(await Promise.all(folders.map((folder) => readFile(join(folder, 'name'), 'utf8')))).toEqual(['one\n', 'two\n']);
});

it('without namespaces the end of a pod takes its processes along', async () => {
  await lab.script('tree', '(sleep 100 & sleep 100) & sleep 100; true');
  await lab.phase('tree', 'Running');
  const pid = lab.kubelet.container('app', 'tree', 'main')?.pid ?? 0;
  const tree = await untilFits(
    async () => [pid, ...(await descendantsOf(pid))],
    (pids) => pids.length >= 4,
  );
  await lab.remove('tree');
  await lab.until('tree', (pod) => pod === undefined);
  await untilFits(
    async () => tree.filter(lives),
    (alive) => alive.length === 0,
  );
});
