// @module-tag core
import { expect, it } from 'vitest';
import type { KubePort } from '../../../../src/kube/client/port.ts';
import { type Claim, kinds, type Pod } from '../../../../src/kube/objects/kinds.ts';
import type { Journal } from '../../../../src/move/model/journal.ts';
import { armGuard } from '../../../../src/move/phases/arm-guard.ts';
import { claimOf } from '../../../support/claims.ts';
import { portWith } from '../../../support/ports.ts';
import { openApiServers } from '../api-servers.ts';

const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }];
const user: Pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'user', namespace: 'shop' }, spec: { containers: [], volumes } };

/** A move whose cluster lists the pod `times` times, and then no more. */
async function openMove(times: number) {
  const lab = await openApiServers();
  const claim: Claim = await lab.rome.create(kinds.claim, claimOf({ name: 'data', namespace: 'shop' }));
  const move = await lab.move({ claim: claim as unknown as Journal['claim'], guarded: false });
  let left = times;
  const list: KubePort['list'] = async (kind, scope) => {
    const found = await lab.rome.list(kind, scope);
    const isAsked = kind.plural === 'pods' && scope?.namespace === 'shop';
    return isAsked && left-- > 0 ? { ...found, items: [user as never] } : found;
  };
  return { ...move, consumer: portWith(lab.rome, { list }) };
}

it('a pod that is gone by a second look has left before the copy begins', async () => {
  await armGuard.forward(await openMove(1));
});

it('a pod that stays uses the claim', async () => {
  await expect(armGuard.forward(await openMove(2))).rejects.toMatchObject({ message: 'claim shop/data is in use by a pod' });
});
