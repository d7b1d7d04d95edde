import { expect } from 'vitest';
import { failedWith } from '../../../src/kube/client/errors.ts';
import type { KubePort } from '../../../src/kube/client/port.ts';
import { decideVolume } from '../../sandbox/controllers/binder/volume-decision.ts';
import { kinds } from '../../../src/kube/objects/kinds.ts';
import type { HomeContext } from '../../../src/volumes/drivers/driver.ts';
import { type Home, knownVolume } from '../../../src/volumes/home.ts';
import type { HomeStep, NotYet } from '../../../src/volumes/step.ts';
import { claimOf } from '../../support/claims.ts';
import { testOwner } from '../../support/owners.ts';
import { portWith } from '../../support/ports.ts';
import { until } from '../../support/until.ts';
import { type ApiServers, openApiServers, removeNow } from '../move/api-servers.ts';

/** Two clusters with controllers, and a home in them as a step finds it. */
export interface Scene<H> {
  readonly lab: ApiServers;
  readonly home: H;
}

/** A step, or several of them one after the other, that lead to one state from wherever they are begun. */
export interface Case<H> {
  prepare(lab: ApiServers): Promise<H>;
  readonly steps: readonly ((context: HomeContext, home: H) => Promise<HomeStep<H>>)[];
}

class Died extends Error {}

/** Dies after so many writes and records, or never. */
interface Life {
  acts: number;
  readonly dyingAfter?: number;
}

function act(life: Life): void {
  life.acts += 1;
  if (life.acts === life.dyingAfter) throw new Died();
}

/** A port on which nobody can wait, and whose user dies after one of its writes. */
function mortal(port: KubePort, life: Life): KubePort {
  const noted = async <T>(write: Promise<T>): Promise<T> => {
    const written = await write;
    act(life);
    return written;
  };
  return portWith(port, {
    watch: () => {
      throw new Error('a step waits');
    },
    create: (kind, object, options) => noted(port.create(kind, object, options)),
    mergePatch: (kind, key, patch, options) => noted(port.mergePatch(kind, key, patch, options)),
    jsonPatch: (kind, key, patch, options) => noted(port.jsonPatch(kind, key, patch, options)),
    remove: (kind, key, preconditions, options) => noted(port.remove(kind, key, preconditions, options)),
  });
}

export function contextOn({ rome, milan }: ApiServers, life: Life = { acts: 0 }): HomeContext {
  return {
    consumer: mortal(rome, life),
    provider: async () => mortal(milan, life),
    owner: testOwner,
    claim: claimOf({ name: 'data', namespace: 'shop' }, { labels: { app: 'db' } }),
    realClaimMarks: (name) => ({ labels: { 'example.com/real-side-of': name } }),
  };
}

/** Asks all steps until each is done; `kept` is the record of the home, which outlives a death. */
async function runCase<H extends Home>({ lab }: Scene<H>, { steps }: Case<H>, { kept, life }: { kept: { home: H }; life: Life }) {
  for (const step of steps) {
    for (let answer = await ask(step); answer.kind !== 'done'; answer = await ask(step)) {
      if (answer.kind === 'not-yet') await changed(lab, answer);
      else {
        act(life);
        kept.home = answer.home;
      }
    }
  }

  /** Controllers write at the same time. */
  async function ask(step: (context: HomeContext, home: H) => Promise<HomeStep<H>>): Promise<HomeStep<H>> {
    try {
      return await step(contextOn(lab, life), kept.home);
    } catch (error) {
      if (failedWith(error, 'conflict')) return ask(step);
      throw error;
    }
  }
}

async function changed(lab: ApiServers, { going, watch: { port, kind, key, version } }: NotYet): Promise<void> {
  await until(async () => {
    if (going !== undefined && kind.kind === kinds.volume.kind) await reclaimed(lab, key.name);
    return (await port.find(kind, key))?.metadata.resourceVersion !== version;
  });
}

/** What a provisioner does: it deletes what is Released and has the policy for that. */
async function reclaimed({ rome }: ApiServers, name: string): Promise<void> {
  const volume = await rome.find(kinds.volume, { name });
  const goes = volume?.status?.phase === 'Released' && volume.spec?.persistentVolumeReclaimPolicy === 'Delete';
  if (goes) await removeNow(rome, kinds.volume, { name }).catch(() => undefined);
}

/** What is in both clusters and in the record, but for what differs from one run to the next. */
async function census<H extends Home>({ rome, milan }: ApiServers, home: H): Promise<object> {
  const own = (entries: Record<string, string> = {}) =>
    Object.fromEntries(Object.entries(entries).filter(([key]) => !key.startsWith('pv.')));
  const claims = async (port: KubePort) =>
    (await port.list(kinds.claim)).items.map(({ metadata, spec, status }) => ({
      key: `${metadata.namespace}/${metadata.name}`,
      labels: own(metadata.labels),
      annotations: own(metadata.annotations),
      finalizers: metadata.finalizers?.toSorted(),
      going: metadata.deletionTimestamp !== undefined,
      volume: spec?.volumeName,
      phase: status?.phase,
    }));
  const volumes = async (port: KubePort) =>
    (await port.list(kinds.volume)).items.map(({ metadata, spec, status }) => ({
      name: metadata.name,
      annotations: own(metadata.annotations),
      policy: spec?.persistentVolumeReclaimPolicy,
      claim: spec?.claimRef?.name,
      phase: status?.phase,
    }));
  for (const port of [rome, milan]) await until(() => isSettled(port));
  const { claimUid, ...record } = home;
  const kept = { ...record, known: claimUid !== undefined, volume: knownVolume(home)?.policy };
  return { claims: [await claims(rome), await claims(milan)], volumes: [await volumes(rome), await volumes(milan)], kept };
}

export async function openScene<H>(testCase: Pick<Case<H>, 'prepare'>): Promise<Scene<H>> {
  const lab = await openApiServers({ controllers: true });
  return { lab, home: await testCase.prepare(lab) };
}

/**
 * Runs the case once undisturbed, then once for each write and record with a death right after it, from which it goes on: the end must be the
 * same. Resolves with that end and the number of deaths.
 */
export async function expectSafeToRepeat<H extends Home>(testCase: Case<H>): Promise<{ end: object; deaths: number; scene: Scene<H> }> {
  const scene = await openScene(testCase);
  const [kept, life]: [{ home: H }, Life] = [{ home: scene.home }, { acts: 0 }];
  await runCase(scene, testCase, { kept, life });
  const end = await census(scene.lab, kept.home);
  const deaths = life.acts;
  for (let dyingAfter = 1; dyingAfter <= deaths; dyingAfter += 1) {
    const again = await openScene(testCase);
    const memory = { home: again.home };
    await expect(runCase(again, testCase, { kept: memory, life: { acts: 0, dyingAfter } })).rejects.toThrow(Died);
    await runCase(again, testCase, { kept: memory, life: { acts: 0 } });
    expect(await census(again.lab, memory.home), `after a death behind act ${dyingAfter}`).toEqual(end);
  }
  return { end, deaths, scene: { ...scene, home: kept.home } };
}

/** Whether the volume controller has nothing more to say of any volume. */
async function isSettled(port: KubePort): Promise<boolean> {
  const [claims, volumes] = await Promise.all([port.list(kinds.claim), port.list(kinds.volume)]);
  return volumes.items.every((volume) => {
    const claim = claims.items.find(({ metadata }) => metadata.uid === volume.spec?.claimRef?.uid);
    const decision = decideVolume(volume, claim);
    return decision.do === 'leave' || (decision.do === 'setPhase' && decision.phase === volume.status?.phase);
  });
}
