// @module-tag core
import { describe, expect, it } from 'vitest';
import { kinds } from '../../../../src/kube/objects/kinds.ts';
import { liqoNames } from '../../../../src/liqo/names.ts';
import { movedHome } from '../../../../src/move/homes/moved-home.ts';
import { moveLabels } from '../../../../src/move/model/names.ts';
import { answering } from './reflections.ts';
import { remoteTarget } from '../../../support/journals.ts';
import { type ApiServers, openApiServers, removeNow } from '../api-servers.ts';
import { portWith } from '../../../support/ports.ts';
import { claimOf } from '../../../support/claims.ts';

const there = { name: 'data', namespace: 'shop-rome' };
const here = { name: 'data', namespace: 'shop' };
const both = { [liqoNames.origin]: 'rome', [liqoNames.destination]: 'milan' };

/** A virtual claim, a real one in milan, and a move whose target that is. */
async function open(metadata: object = {}) {
  const lab = await openApiServers();
  const { uid = '' } = (await lab.rome.create(kinds.claim, claimOf(here))).metadata;
  const real = await lab.milan.create(kinds.claim, claimOf(there, metadata));
  const target = { ...remoteTarget, claimUid: real.metadata.uid ?? '' };
  const move = await lab.move({ target, claim: { metadata: { ...here, uid } } });
  return { lab, uid, real, move, home: movedHome(move, 'target') };
}

const read = ({ milan }: ApiServers) => milan.read(kinds.claim, there);

describe('a held remote home', () => {
  it('has our finalizer first, then no labels of Liqo, and is held once Liqo has said so', async () => {
    const { lab, move, uid } = await open({ labels: { ...both, app: 'db' }, finalizers: ['example.com/theirs'] });
    const writes: unknown[] = [];
    const milan = portWith(lab.milan, {
      mergePatch: async (kind, key, patch: object, options) => {
        const { finalizers = [] } = (await read(lab)).metadata;
        writes.push([finalizers.includes(moveLabels.hold), 'labels' in (patch as { metadata: object }).metadata]);
        return lab.milan.mergePatch(kind, key, patch, options);
      },
    });
    const answered = answering(lab, move, { uid, provider: 'milan' });
    await movedHome({ ...move, ...answered, provider: async () => milan }, 'target').hold();
    expect(writes).toEqual([
      [false, false],
      [true, true],
    ]);
    const { labels, finalizers, annotations } = (await read(lab)).metadata;
    expect(labels).toEqual({ app: 'db' });
    expect(finalizers).toEqual(expect.arrayContaining(['example.com/theirs', moveLabels.hold]));
    expect(annotations).toMatchObject({ [moveLabels.id]: 'abcdefghij', [moveLabels.fencingToken]: '1' });
  });

  it('loses what is ours when it is released, and nothing else', async () => {
    const { lab, home, real } = await open({
      labels: both,
      annotations: { [moveLabels.id]: 'abcdefghij' },
      finalizers: ['example.com/theirs', moveLabels.hold],
    });
    await home.release();
    const { annotations = {}, finalizers, labels } = (await read(lab)).metadata;
    expect(annotations).not.toHaveProperty([moveLabels.id]);
    expect(finalizers).toEqual((real.metadata.finalizers ?? []).filter((name) => name !== moveLabels.hold));
    expect(labels).toEqual(both);
  });

  it('keeps our finalizer while it is being deleted', async () => {
    const { lab, home } = await open({ finalizers: [moveLabels.hold] });
    await removeNow(lab.milan, kinds.claim, there);
    await expect(home.release()).rejects.toThrow('is being deleted; only the finalizer move.liqo.io/hold keeps its data');
    expect((await read(lab)).metadata.finalizers).toContain(moveLabels.hold);
  });

  it('is told from a stranger`s claim of the same name', async () => {
    const { lab, home } = await open();
    await lab.milan.mergePatch(kinds.claim, there, { metadata: { finalizers: [] } });
    await removeNow(lab.milan, kinds.claim, there);
    await expect(home.release()).rejects.toThrow('is gone');
    await lab.milan.create(kinds.claim, claimOf(there));
    for (const act of [() => home.release(), () => home.adopt('uid-2'), () => home.hold()]) {
      await expect(act()).rejects.toThrow('is gone');
    }
    await home.remove({ reclaim: 'own' });
    expect((await read(lab)).metadata.deletionTimestamp).toBeUndefined();
  });
});

describe('a staged remote home', () => {
  it('has our finalizer from its first moment and no labels of Liqo', async () => {
    const lab = await openApiServers();
    const move = await lab.move();
    const home = movedHome(move, 'target');
    await home.stage();
    await home.stage();
    const { metadata } = await read(lab);
    expect(metadata.finalizers).toContain(moveLabels.hold);
    expect(metadata.labels ?? {}).not.toHaveProperty([liqoNames.origin]);
    expect(move.journal.value.target.claimUid).toBe(metadata.uid);
  });

  it('never takes a claim that somebody else has there, nor deletes it when it gives up', async () => {
    const lab = await openApiServers();
    await lab.milan.create(kinds.claim, claimOf(there));
    const home = movedHome(await lab.move(), 'target');
    await expect(home.stage()).rejects.toThrow('is not the one that this move knows');
    await expect(home.remove({ reclaim: 'delete' })).resolves.toEqual([]);
    expect((await read(lab)).metadata.deletionTimestamp).toBeUndefined();
  });
});

describe('an adopted remote home', () => {
  it('gets its labels only after Liqo has answered for the new claim', async () => {
    const { lab, move, uid } = await open();
    const answered = answering(lab, move, { uid, provider: 'milan' });
    const labelled: boolean[] = [];
    const random = (bytes: number) => {
      labelled.push(false);
      return answered.random(bytes);
    };
    const milan = portWith(lab.milan, {
      mergePatch: async (kind, key, patch: object, options) => {
        labelled.push(answered.saidSo());
        return lab.milan.mergePatch(kind, key, patch, options);
      },
    });
    await movedHome({ ...move, ...answered, random, provider: async () => milan }, 'target').adopt(uid);
    expect(labelled).toEqual([false, true]);
    expect((await read(lab)).metadata.labels).toEqual(both);
  });

  it('stays without labels while Liqo says nothing', async () => {
    const { lab, move, uid } = await open();
    const stop = new AbortController();
    const waiting = (text: string) => {
      expect(text).toBe('the virtual kubelet of milan to have seen claim shop/data');
      stop.abort(new Error('stopped'));
    };
    await expect(movedHome({ ...move, waiting, signal: stop.signal }, 'target').adopt(uid)).rejects.toThrow();
    expect((await read(lab)).metadata.labels).toBeUndefined();
  });

  it('is done when it has them already', async () => {
    const { home } = await open({ labels: both });
    await expect(home.adopt('uid-2')).resolves.toBeUndefined();
  });

  it('stops when it has them and is being deleted', async () => {
    const { lab, home } = await open({ labels: both, finalizers: [moveLabels.hold] });
    await removeNow(lab.milan, kinds.claim, there);
    await expect(home.adopt('uid-2')).rejects.toMatchObject({ kind: 'move', message: expect.stringContaining('is being deleted') });
    expect((await read(lab)).metadata.finalizers).toContain(moveLabels.hold);
  });
});

describe('a removed remote home', () => {
  it('is deleted as it was seen, before our finalizer lets it go', async () => {
    const { lab, move, real } = await open({ finalizers: [moveLabels.hold] });
    await lab.milan.mergePatch(kinds.claim, there, { metadata: { finalizers: [moveLabels.hold] } });
    const { resourceVersion } = (await read(lab)).metadata;
    const acts: unknown[] = [];
    const milan = portWith(lab.milan, {
      remove: async (kind, key, preconditions, options) => {
        acts.push(preconditions);
        return lab.milan.remove(kind, key, preconditions, options);
      },
      mergePatch: async (kind, key, patch: object, options) => {
        acts.push((await read(lab)).metadata.deletionTimestamp !== undefined);
        return lab.milan.mergePatch(kind, key, patch, options);
      },
    });
    const home = movedHome({ ...move, provider: async () => milan }, 'target');
    await home.remove({ reclaim: 'delete' });
    expect(acts).toEqual([{ uid: real.metadata.uid, resourceVersion }, true]);
    expect(await lab.milan.find(kinds.claim, there)).toBeUndefined();
    await expect(home.remove({ reclaim: 'delete' })).resolves.toEqual([]);
  });
});
