import { liqoNames } from '../../liqo/names.ts';
import type { HomeContext, HomeDriver } from '../../volumes/drivers/driver.ts';
import { withDriver } from '../../volumes/drivers/drivers.ts';
import { type Home, providerOf } from '../../volumes/home.ts';
import { liqoLabels, madeForAnnotations } from '../../volumes/real-claim.ts';
import { isOwnProvisioner } from '../../volumes/virtual-class.ts';
import type { HomeStep } from '../../volumes/step.ts';
import { originalClaim } from '../claim/original-claim.ts';
import { ownerOf } from '../held/owner-of.ts';
import { isForgotten } from '../model/journal.ts';
import type { Move } from '../model/move.ts';
import { forgottenHome } from './forgotten-home.ts';
import type { MovedHome } from './home.ts';
import { waitUntilReflectionSeen } from './reflection.ts';
import { runSteps } from './run-steps.ts';

type Use<R> = <H extends Home>(driver: HomeDriver<H>, home: H, context: HomeContext) => R;

/** That end of the move, working on its record in the journal. */
export function movedHome(move: Move, side: 'source' | 'target'): MovedHome {
  const provider = providerOf(move.journal.value[side]);
  const living = livingHome(move, side);
  return provider !== undefined && isForgotten(move.journal.value, provider) ? { ...living, ...forgottenHome(provider) } : living;
}

function livingHome(move: Move, side: 'source' | 'target'): MovedHome {
  // The record changes between two steps, and the claim with it: both are read anew each time.
  const use = <R>(act: Use<R>) => withDriver(move.journal.value[side], (driver, home) => act(driver, home, contextOf(move)));
  const record = (home: Home) => move.journal.update((journal) => ({ ...journal, [side]: home }));
  const run = (act: Use<Promise<HomeStep<Home>>>, look?: () => Promise<readonly string[]>) =>
    runSteps(move, { ask: () => use(act), record, look });
  const reflectedBy = () => use((driver, home) => driver.reflectedBy(home));
  return {
    stage: async () => void (await run((driver, home, context) => driver.ensureStaged(context, home))),
    holdStaged: async (look) => void (await run((driver, home, context) => driver.ensureStagedHeld(context, home), look)),
    async hold() {
      await run((driver, home, context) => driver.ensureHeld(context, home));
      const kubelet = reflectedBy();
      if (kubelet !== undefined) await waitUntilReflectionSeen(move, kubelet);
    },
    async adopt(claimUid) {
      if (await use((driver, home, context) => driver.isAdopted(context, home, claimUid))) return;
      const kubelet = reflectedBy();
      if (kubelet !== undefined) await waitUntilReflectionSeen(move, kubelet, claimUid);
      await run((driver, home, context) => driver.ensureAdopted(context, home, claimUid));
    },
    release: async () => void (await run((driver, home, context) => driver.ensureReleased(context, home))),
    async remove({ reclaim }) {
      const left = await run((driver, home, context) => driver.ensureRemoved(context, home, reclaim));
      if (left.length === 0) return left;
      const more = await use((driver, home, context) => driver.ensureUnmarked(context, home));
      return more === undefined ? left : left.map((text) => `${text}; ${more}`);
    },
    stamp: (terms) => use((driver, home, context) => driver.stamp(context, home, terms)),
    readVirtualSource: () => use((driver, home, context) => driver.readVirtualSource(context, home)),
    explainUnsafe: (terms) => use((driver, home, context) => driver.explainUnsafe(context, home, terms)),
  };
}

function contextOf(move: Move): HomeContext {
  const { request, provisioner = liqoNames.provisioner } = move.journal.value;
  return {
    consumer: move.consumer,
    provider: (id) => move.provider(id),
    owner: ownerOf(move),
    claim: originalClaim(move.journal.value),
    realClaimMarks: (name) =>
      isOwnProvisioner(provisioner)
        ? { annotations: madeForAnnotations(name, { namespace: request.namespace, name: request.claim }) }
        : { labels: liqoLabels(request) },
  };
}
