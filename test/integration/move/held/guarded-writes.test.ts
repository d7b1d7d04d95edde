// @module-tag core
import { liqoctl } from '../../../../src/base/hint.ts';
import { describe, expect, it } from 'vitest';
import { kinds } from '../../../../src/kube/objects/kinds.ts';
import { isOwned, patchOwned, removeOwned } from '../../../../src/move/held/guarded-writes.ts';
import { moveLabels } from '../../../../src/move/model/names.ts';
import { type ApiServers, openApiServers, removeNow } from '../api-servers.ts';
import { claimOf } from '../../../support/claims.ts';

const key = { name: 'data', namespace: 'shop' };
const label = { metadata: { labels: { touched: 'yes' } } };

async function openHeld(annotations: Record<string, string> = {}) {
  const lab = await openApiServers();
  const move = await lab.move({ epoch: 2 });
  const object = await lab.rome.create(kinds.claim, claimOf(key, { annotations }));
  return { lab, move, object };
}

/** The name is taken by another incarnation. */
async function replaceObject({ rome }: ApiServers): Promise<void> {
  await rome.mergePatch(kinds.claim, key, { metadata: { finalizers: [] } });
  await removeNow(rome, kinds.claim, key);
  await rome.create(kinds.claim, claimOf(key));
}

describe('a patch of a held object', () => {
  it('changes what was read, and returns what it has become', async () => {
    const { lab, move, object } = await openHeld();
    const patched = await patchOwned(move, lab.rome, { kind: kinds.claim, object, patch: label });
    expect(patched.metadata.labels).toEqual({ touched: 'yes' });
    expect(await lab.rome.read(kinds.claim, key)).toEqual(patched);
  });

  it('is a conflict after anybody else has written', async () => {
    const { lab, move, object } = await openHeld();
    await lab.as('bob').mergePatch(kinds.claim, key, { metadata: { labels: { bob: 'came-first' } } });
    await expect(patchOwned(move, lab.rome, { kind: kinds.claim, object, patch: label })).rejects.toMatchObject({ reason: 'conflict' });
    expect((await lab.rome.read(kinds.claim, key)).metadata.labels).toEqual({ bob: 'came-first' });
  });

  it('does not touch another object of the same name and version', async () => {
    const { lab, move, object } = await openHeld();
    await replaceObject(lab);
    const { resourceVersion } = (await lab.rome.read(kinds.claim, key)).metadata;
    const dreamed = { ...object, metadata: { ...object.metadata, resourceVersion: resourceVersion ?? '' } };
    const patch = patchOwned(move, lab.rome, { kind: kinds.claim, object: dreamed, patch: label });
    await expect(patch).rejects.toMatchObject({ reason: 'conflict' });
    expect((await lab.rome.read(kinds.claim, key)).metadata.labels).toBeUndefined();
  });
});

describe('a removal of a held object', () => {
  it('is done when the object is gone already', async () => {
    const { lab, move, object } = await openHeld();
    await lab.rome.mergePatch(kinds.claim, key, { metadata: { finalizers: [] } });
    const now = await lab.rome.read(kinds.claim, key);
    await removeOwned(move, lab.rome, { kind: kinds.claim, object: now });
    expect(await lab.rome.find(kinds.claim, key)).toBeUndefined();
    await expect(removeOwned(move, lab.rome, { kind: kinds.claim, object })).resolves.toBeUndefined();
  });

  it('is a conflict after anybody else has written', async () => {
    const { lab, move, object } = await openHeld();
    await lab.as('bob').mergePatch(kinds.claim, key, { metadata: { labels: { bob: 'came-first' } } });
    await expect(removeOwned(move, lab.rome, { kind: kinds.claim, object })).rejects.toMatchObject({ reason: 'conflict' });
    expect((await lab.rome.read(kinds.claim, key)).metadata.deletionTimestamp).toBeUndefined();
  });

  it('leaves another object of the same name and version', async () => {
    const { lab, move, object } = await openHeld();
    await replaceObject(lab);
    const { resourceVersion } = (await lab.rome.read(kinds.claim, key)).metadata;
    const dreamed = { ...object, metadata: { ...object.metadata, resourceVersion: resourceVersion ?? '' } };
    await expect(removeOwned(move, lab.rome, { kind: kinds.claim, object: dreamed })).rejects.toMatchObject({ reason: 'conflict' });
    expect((await lab.rome.read(kinds.claim, key)).metadata.deletionTimestamp).toBeUndefined();
  });
});

describe('an object that a later run has stamped', () => {
  it('is neither patched nor removed by an earlier one', async () => {
    const { lab, move, object } = await openHeld({ [moveLabels.id]: 'abcdefghij', [moveLabels.fencingToken]: '3' });
    const taken = { message: 'another liqoctl has taken over this move', next: [liqoctl('move list')] };
    await expect(patchOwned(move, lab.rome, { kind: kinds.claim, object, patch: label })).rejects.toMatchObject(taken);
    await expect(removeOwned(move, lab.rome, { kind: kinds.claim, object })).rejects.toMatchObject(taken);
    expect(await lab.rome.read(kinds.claim, key)).toEqual(object);
  });

  it.each(['1', '2'])('of run %s is the business of run 2', async (fencingToken) => {
    const { lab, move, object } = await openHeld({ [moveLabels.id]: 'abcdefghij', [moveLabels.fencingToken]: fencingToken });
    await expect(patchOwned(move, lab.rome, { kind: kinds.claim, object, patch: label })).resolves.toBeDefined();
  });

  it('is told from that of another move', async () => {
    const { move, object } = await openHeld({ [moveLabels.id]: 'another', [moveLabels.fencingToken]: '1' });
    expect(isOwned(object, move)).toBe(false);
  });
});
