import { expect, it } from 'vitest';
import { kinds } from '../../../../../src/kube/objects/kinds.ts';
import { skipForbidden } from '../../../../../src/move/preflight/facts/skip-forbidden.ts';
import { failure, portOf } from '../../../../support/scripted-port.ts';

const key = { namespace: 'shop', name: 'data' };

it('shows nothing where nothing may be seen, and remembers what that was', async () => {
  const sight = skipForbidden(
    portOf({ find: () => Promise.reject(failure('forbidden')), list: () => Promise.reject(failure('forbidden')) }),
  );
  expect(sight.blind.size).toBe(0);
  expect(await sight.port.find(kinds.claim, key)).toBeUndefined();
  expect((await sight.port.list(kinds.pod, { namespace: 'shop' })).items).toEqual([]);
  expect([...sight.blind]).toEqual(['persistentvolumeclaims', 'pods']);
});

it('takes no other failure for an empty cluster', async () => {
  const sight = skipForbidden(portOf({ find: () => Promise.reject(failure('unreachable')) }));
  await expect(sight.port.find(kinds.claim, key)).rejects.toMatchObject({ reason: 'unreachable' });
});

it('lets everything else pass', async () => {
  const sight = skipForbidden(portOf({ whoAmI: async () => 'alice', find: async () => ({ found: true }) }));
  expect(await sight.port.whoAmI()).toBe('alice');
  expect(await sight.port.find(kinds.claim, key)).toEqual({ found: true });
  expect(sight.port.cluster).toBe('this cluster');
});
