import { describe, expect, it } from 'vitest';
import type { KubePort, WriteOptions } from '../../../src/kube/client/port.ts';
import { type Kind, kinds, type Meta } from '../../../src/kube/objects/kinds.ts';
import { liqoKinds } from '../../../src/liqo/kinds.ts';
import { portWith } from '../../support/ports.ts';
import { failure } from '../../support/scripted-port.ts';
import { until } from '../../support/until.ts';
import { openStorageLab, type StorageLab, storageNamespace } from './storage-lab.ts';

/** Dies at one of its writes to objects: before it is sent, or before its answer is heard. Events are no part of the state. */
class Death {
  readonly dead = new AbortController();
  readonly #at: number;
  readonly #after: boolean;
  writes = 0;

  constructor(at: number, after: boolean) {
    this.#at = at;
    this.#after = after;
  }

  port(port: KubePort): KubePort {
    const mortal = async <R>(kind: { kind: string }, options: WriteOptions | undefined, act: () => Promise<R>): Promise<R> => {
      if (this.dead.signal.aborted) throw failure('unreachable');
      if (kind.kind === 'Event' || options?.dryRun === true) return act();
      this.writes += 1;
      const last = this.writes === this.#at;
      if (last && !this.#after) {
        this.dead.abort();
        throw failure('unreachable');
      }
      try {
        return await act();
      } finally {
        if (last) this.dead.abort();
      }
    };
    return portWith(port, {
      create: (kind, object, options) => mortal(kind, options, () => port.create(kind, object, options)),
      mergePatch: (kind, key, patch, options) => mortal(kind, options, () => port.mergePatch(kind, key, patch, options)),
      remove: (kind, key, preconditions, options) => mortal(kind, options, () => port.remove(kind, key, preconditions, options)),
    });
  }
}

/** Runs the controller until it has died at that write, then another one, until `done`. Answers whether it came to that write at all. */
async function runKilled(
  lab: StorageLab,
  { at, after }: { at: number; after: boolean },
  done: () => Promise<true | undefined>,
): Promise<boolean> {
  const death = new Death(at, after);
  const stop = await lab.start({ rome: death.port(lab.rome), milan: death.port(lab.milan) });
  await until(async () => (death.dead.signal.aborted ? true : await done()));
  await stop();
  if (!death.dead.signal.aborted) return false;
  const stopSecond = await lab.start();
  await until(done);
  await stopSecond();
  return true;
}

const names = async <T extends { metadata: Meta }>(port: KubePort, kind: Kind<T>, namespace?: string): Promise<string[]> =>
  (await port.list(kind, namespace === undefined ? {} : { namespace })).items.map(({ metadata }) => metadata.name).toSorted();

/** All that a claim of ours consists of in both clusters. */
async function inventory({ rome, milan }: StorageLab): Promise<Record<string, readonly string[]>> {
  return {
    claims: await names(rome, kinds.claim, 'shop'),
    real: await names(rome, kinds.claim, storageNamespace),
    volumes: await names(rome, kinds.volume),
    remote: await names(milan, kinds.claim),
    remoteVolumes: await names(milan, kinds.volume),
    shadowPods: await names(milan, liqoKinds.shadowPod),
    guards: await names(rome, kinds.admissionPolicy),
  };
}

const claimIn = async ({ rome }: StorageLab) => rome.find(kinds.claim, { namespace: 'shop', name: 'data' });

/** What happens to a claim, and when that has come to its end. */
interface Story {
  readonly prepare: (lab: StorageLab, node: 'rome-1' | 'milan') => Promise<void>;
  readonly done: (lab: StorageLab, node: 'rome-1' | 'milan') => Promise<true | undefined>;
}

const isBound = async (lab: StorageLab) => ((await claimIn(lab))?.status?.phase === 'Bound' ? true : undefined);

const guarded = async (lab: StorageLab, node: string, there: boolean) => {
  const found = [...(await names(lab.rome, kinds.admissionPolicyBinding)), ...(await names(lab.rome, kinds.admissionPolicy))];
  return found.length === (there ? (node === 'milan' ? 4 : 2) : 0) ? true : undefined;
};

async function provisioned(lab: StorageLab, node: 'rome-1' | 'milan'): Promise<void> {
  await lab.claim('data', node);
  const stop = await lab.start();
  await until(async () => ((await isBound(lab)) && (await guarded(lab, node, true))) || undefined);
  await stop();
}

const stories: Readonly<Record<string, Story>> = {
  provisioning: {
    prepare: async (lab, node) => void (await lab.claim('data', node)),
    done: async (lab, node) => ((await isBound(lab)) && (await guarded(lab, node, true))) || undefined,
  },
  expansion: {
    prepare: async (lab, node) => {
      await provisioned(lab, node);
      await lab.rome.mergePatch(
        kinds.claim,
        { namespace: 'shop', name: 'data' },
        { spec: { resources: { requests: { storage: '2Gi' } } } },
      );
    },
    done: async (lab) => ((await claimIn(lab))?.status?.capacity?.['storage'] === '2Gi' ? true : undefined),
  },
  deletion: {
    prepare: async (lab, node) => {
      await provisioned(lab, node);
      const { uid = '', resourceVersion = '' } = (await claimIn(lab))?.metadata ?? {};
      await lab.rome.remove(kinds.claim, { namespace: 'shop', name: 'data' }, { uid, resourceVersion });
    },
    done: async (lab, node) => {
      const now = await inventory(lab);
      const empty = ['claims', 'real', 'volumes', 'remote', 'remoteVolumes'].every((each) => now[each]?.length === 0);
      return (empty && (await guarded(lab, node, false))) || undefined;
    },
  },
};

const cases = Object.keys(stories).flatMap((story) => (['rome-1', 'milan'] as const).map((node) => [story, node] as const));

describe('a controller that is killed before and after each of its writes', () => {
  it.each(cases)('and started again comes to the same end: %s, %s', { timeout: 300_000 }, async (name, node) => {
    const story = stories[name] as Story;
    const ends: unknown[] = [];
    const killedAt = async (at: number, after: boolean): Promise<boolean> => {
      const lab = await openStorageLab();
      await story.prepare(lab, node);
      const came = await runKilled(lab, { at, after }, () => story.done(lab, node));
      const { volumes = [], real = [], remoteVolumes = [], ...end } = await inventory(lab);
      ends.push({ ...end, volumes: volumes.length, real: real.length, remoteVolumes: remoteVolumes.length });
      await lab.close();
      return came;
    };
    for (let at = 1; (await killedAt(at, false)) && (await killedAt(at, true)); at += 1);
    expect(ends.length).toBeGreaterThan(4);
    for (const end of ends) expect(end).toEqual(ends.at(-1));
  });
});
