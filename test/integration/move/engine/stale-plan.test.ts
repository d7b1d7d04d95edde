/** A move that was planned before another one of its claim had ended. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { abortMove } from '../../../../src/move/engine/abort.ts';
import { runMove } from '../../../../src/move/engine/start.ts';
import { kinds } from '../../../../src/kube/objects/kinds.ts';
import { describeEnd } from '../../../matrix/operator/describe-end.ts';
import { hastyClock } from '../../../matrix/operator/hasty-clock.ts';
import { createFilledApp } from '../../../matrix/world/app.ts';
import { startWorld, type World } from '../../../matrix/world/world.ts';
import { admin } from '../../../sandbox/users.ts';
import { contextOf } from '../../../support/contexts.ts';
import { portWith } from '../../../support/ports.ts';
import { recordWrites } from '../../../support/recorded-writes.ts';
import { requestOf } from '../../../support/requests.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ providers: [], ownClass: false });
}, 60_000);
afterAll(async () => world.stop());

it('is refused, and leaves neither journal nor lease', async () => {
  const app = await createFilledApp(world, { node: 'rome-1', storageClass: 'liqo' });
  const request = requestOf({ ...app, targetNode: 'rome-2', verify: 'none' });
  const port = world.consumer.server.as(admin);
  const about = { clock: hastyClock, leaseSeconds: 15 };
  const other: { end?: string } = {};
  const { port: recorded, writes } = recordWrites(port);
  const late = portWith(recorded, {
    create: async (kind, object, options) => {
      // Everything has been looked at; the other one is quicker from here on.
      if (kind.plural === kinds.lease.plural) other.end ??= await describeEnd(runMove(request, false, contextOf(port, about)));
      return recorded.create(kind, object, options);
    },
  });

  const outcome = await runMove(request, false, contextOf(late, about));

  expect(other.end).toBe('moved');
  expect(outcome).toMatchObject({ kind: 'refused', refusals: [{ check: 'claim-replaced' }] });
  expect(writes.filter((write) => JSON.stringify(write).includes('configmaps'))).toEqual([]);
  expect((await port.list(kinds.lease, { namespace: 'liqo-move' })).items).toEqual([]);
  expect(await describeEnd(abortMove(app, { discardChanges: false, recreate: false }, contextOf(port, about)))).toBe('refused: no-move');
}, 60_000);
