import { expect, test } from 'vitest';
import { KubeError, type KubeReason } from '../../../../src/kube/client/errors.ts';
import { makeFirstContact } from '../../../../src/kube/login/first-contact.ts';
import type { KubePort } from '../../../../src/kube/client/port.ts';

const answering = (serves: () => Promise<boolean>) => ({ serves }) as unknown as KubePort;
const failing = (reason: KubeReason) => answering(() => Promise.reject(new KubeError({ reason, message: 'no', attempt: 'look' })));

test.each<KubeReason>(['unreachable', 'unauthorized'])('%s is said at once, without the question', async (reason) => {
  await expect(makeFirstContact(failing(reason))).rejects.toMatchObject({ reason, message: 'no' });
});

test.each<KubeReason>(['forbidden', 'serverError', 'tooManyRequests'])('%s is left to those who ask for something', async (reason) => {
  await makeFirstContact(failing(reason));
});

test('an answer is enough, whatever it says', async () => {
  await makeFirstContact(answering(async () => false));
});
