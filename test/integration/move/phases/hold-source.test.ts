// @module-tag core
import { expect, it } from 'vitest';
import { kinds } from '../../../../src/kube/objects/kinds.ts';
import type { Journal } from '../../../../src/move/model/journal.ts';
import { moveLabels } from '../../../../src/move/model/names.ts';
import { retryTransient } from '../../../../src/move/held/retry.ts';
import { holdSource } from '../../../../src/move/phases/hold-source.ts';
import { localHomeOf, storage } from '../local-source.ts';
import { bind, openApiServers } from '../api-servers.ts';
import { volumeOf } from '../../../support/volumes.ts';
import { claimOf } from '../../../support/claims.ts';

it('a held source loses nothing with its claim: both volumes are retained, and get back what they had', async () => {
  const lab = await openApiServers({ controllers: true });
  const virtual = await bind(lab.rome, claimOf({ name: 'data', namespace: 'shop' }), volumeOf('virtual'));
  const real = await bind(lab.rome, claimOf({ name: virtual.claim.metadata.uid ?? '', namespace: storage }), volumeOf('real'));
  const move = await lab.move({
    claim: virtual.claim as unknown as Journal['claim'],
    volume: { name: 'virtual', uid: virtual.volume.metadata.uid ?? '', policy: 'Delete' },
    source: localHomeOf(real, 'Delete'),
  });
  const read = async () => ({
    claim: await lab.rome.read(kinds.claim, { name: 'data', namespace: 'shop' }),
    virtual: await lab.rome.read(kinds.volume, { name: 'virtual' }),
    real: await lab.rome.read(kinds.volume, { name: 'real' }),
  });
  const held = { metadata: { annotations: { [moveLabels.id]: 'abcdefghij', [moveLabels.fencingToken]: '1' } } };
  const retained = { ...held, spec: { persistentVolumeReclaimPolicy: 'Retain' } };

  await retryTransient(move, () => holdSource.forward(move));
  expect(await read()).toMatchObject({ claim: held, virtual: retained, real: retained });

  await retryTransient(move, () => holdSource.undo(move));
  const after = await read();
  expect(after.claim.metadata.annotations).toEqual(virtual.claim.metadata.annotations);
  expect(after.virtual.spec).toEqual(virtual.volume.spec);
  expect(after.real.spec).toEqual(real.volume.spec);
});
