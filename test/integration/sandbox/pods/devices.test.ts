import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { kinds } from '../../../../src/kube/objects/kinds.ts';
import { untilFits } from '../../../support/until.ts';
import { startTestNode, type TestNode } from './test-node.ts';

let lab: TestNode;
beforeAll(async () => {
  lab = await startTestNode();
});
afterAll(() => lab.close());

const mounting = (claim: string) => ({ volumes: [{ name: 'data', persistentVolumeClaim: { claimName: claim } }] });
const device = { volumeDevices: [{ name: 'data', devicePath: '/dev/xvda' }] };
const folder = { volumeMounts: [{ name: 'data', mountPath: '/data' }] };

it('a container writes to a block volume at the path of its device', async () => {
  const path = await lab.claim('raw', 'Block');
  await lab.script('writer', 'printf hello | dd of=/dev/xvda conv=notrunc 2>/dev/null; wc -c < /dev/xvda', device, mounting('raw'));
  await lab.phase('writer', 'Succeeded');
  expect((await lab.log('writer')).trim()).toBe(`${2 ** 20}`);
  const bytes = await readFile(path);
  expect([bytes.length, bytes.subarray(0, 5).toString()]).toEqual([2 ** 20, 'hello']);
});

it.each([
  ['block volume is not mounted', 'Block', folder, 'volume data has volumeMode Block, but is specified in volumeMounts'],
  ['folder is no device', undefined, device, 'volume data has volumeMode Filesystem, but is specified in volumeDevices'],
] as const)('a %s', async (words, mode, use, message) => {
  const name = words.replaceAll(' ', '-');
  await lab.claim(name, mode);
  await lab.script(name, 'true', use, mounting(name));
  await untilFits(
    () => lab.events(),
    (events) => events.some((event) => event.message?.includes(message) === true),
  );
  await lab.remove(name);
});

it('a device needs a volume and a path', async () => {
  const started = lab.script('nowhere', 'true', { volumeDevices: [{ name: 'other', devicePath: '' }] }, mounting('raw'));
  await expect(started).rejects.toThrow(/volumeDevices\[0\]\.name: Not found: "other".*volumeDevices\[0\]\.devicePath: Required value/);
});

it('a file system that waits for a mount grows with it', async () => {
  await lab.claim('elastic');
  const key = { name: 'elastic', namespace: 'app' };
  await lab.port.mergePatch(kinds.volume, { name: 'pv-elastic' }, { spec: { capacity: { storage: '2Gi' } } });
  const status = { capacity: { storage: '1Gi' }, allocatedResourceStatuses: { storage: 'NodeResizePending' } };
  await lab.port.mergePatch(kinds.claim, key, { status }, { subresource: 'status' });
  await lab.script('mounter', 'true', folder, mounting('elastic'));
  await lab.phase('mounter', 'Succeeded');
  const claim = await lab.port.read(kinds.claim, key);
  expect([claim.status?.capacity, claim.status?.allocatedResourceStatuses]).toEqual([{ storage: '2Gi' }, undefined]);
});
