// @module-tag core
import { expect, it } from 'vitest';
import { kinds } from '../../../../src/kube/objects/kinds.ts';
import { ensureGuard } from '../../../../src/move/guard/guard.ts';
import { pastGuard } from '../../../../src/move/guard/past-guard.ts';
import { ownAnnotations } from '../../../../src/move/held/guarded-writes.ts';
import { openApiServers } from '../api-servers.ts';
import { claimOf } from '../../../support/claims.ts';

const key = { name: 'data', namespace: 'shop' };

it('a login that has another name by now goes on, and the earlier name may not any more', async () => {
  const lab = await openApiServers();
  const first = await lab.move();
  await ensureGuard(first);
  const renamed = { ...first, consumer: lab.as('alice-session-2') };
  const claim = () => claimOf(key, { annotations: ownAnnotations(renamed) });
  await pastGuard(renamed, () => renamed.consumer.create(kinds.claim, claim(), { dryRun: true }));
  expect(first.journal.value.user).toBe('alice-session-2');
  await expect(lab.rome.create(kinds.claim, claim(), { dryRun: true })).rejects.toThrow('is being moved');
});

it('whoever is refused under the name of the move stays refused', async () => {
  const lab = await openApiServers();
  const move = await lab.move();
  await ensureGuard(move);
  const earlier = { ...move, fencingToken: 0 };
  const write = () => move.consumer.create(kinds.claim, claimOf(key, { annotations: ownAnnotations(earlier) }), { dryRun: true });
  await expect(pastGuard(move, write)).rejects.toThrow('is being moved');
  expect(move.journal.value.user).toBe('alice');
});
