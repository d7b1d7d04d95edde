import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeIsolation } from '../../../sandbox/pods/isolation.ts';
import { startTestNode, type TestNode } from './test-node.ts';

let lab: TestNode;
beforeAll(async () => {
  lab = await startTestNode();
});
afterAll(() => lab.close());

type Security = NonNullable<Parameters<TestNode['script']>[2]>['securityContext'] & object;

const look = 'sed -n "s/^CapEff:\\t00000000//p; s/^NoNewPrivs:\\t//p" /proc/self/status';
const chown = 'touch /tmp/file; chown 5 /tmp/file';

/** What the script printed; `failed` in front where it did. */
async function outcome(name: string, script: string, securityContext: Security): Promise<string> {
  await lab.script(name, script, { securityContext });
  const pod = await lab.until(name, (now) => ['Succeeded', 'Failed'].includes(now?.status?.phase ?? ''));
  return `${pod?.status?.phase === 'Failed' ? 'failed ' : ''}${await lab.log(name)}`;
}

it.each<[string, Security, string, string]>([
  ['usual', {}, look, 'a80425fb\n0\n'],
  ['none', { capabilities: { drop: ['ALL'] } }, look, '00000000\n0\n'],
  ['one', { capabilities: { drop: ['ALL'], add: ['CHOWN'] } }, look, '00000001\n0\n'],
  ['one-less', { capabilities: { drop: ['CHOWN'] } }, look, 'a80425fa\n0\n'],
  ['one-more', { capabilities: { add: ['SYS_ADMIN'] } }, look, 'a82425fb\n0\n'],
  ['no-gain', { allowPrivilegeEscalation: false }, look, 'a80425fb\n1\n'],
  ['may-chown', { capabilities: { drop: ['ALL'], add: ['CHOWN'] } }, chown, ''],
])('a container has the capabilities it asks for: %s', async (name, security, script, expected) => {
  if (lab.kubelet.isolation === 'none') {
    console.log(`not checked: ${describeIsolation(lab.kubelet.isolation)}`);
    return;
  }
  // Within a user namespace the user 5 does not exist.
  if (script === chown && lab.kubelet.isolation !== 'root') return;
  expect(await outcome(name, script, security)).toBe(expected);
});

it('a container cannot do what it has no capability for', async () => {
  if (lab.kubelet.isolation !== 'root') {
    console.log(`not checked: ${describeIsolation(lab.kubelet.isolation)}`);
    return;
  }
  expect(await outcome('cannot-chown', chown, { capabilities: { drop: ['ALL'] } })).toMatch(/^failed .*not permitted/s);
  expect(await outcome('user', `id -u; ${look}`, { runAsUser: 1000, allowPrivilegeEscalation: false })).toBe('1000\n00000000\n1\n');
});
