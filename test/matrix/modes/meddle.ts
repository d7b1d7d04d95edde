import { kinds } from '../../../src/kube/objects/kinds.ts';
import { isCut } from '../../../src/move/model/journal.ts';
import { knownVolume, providerOf } from '../../../src/volumes/home.ts';
import { peekJournal } from '../look/safe-copies.ts';
import type { OperatorCall, WriteFate } from '../operator/call.ts';
import { removeObject } from '../../place/objects.ts';
import type { Point } from '../points/point.ts';
import { absentPoint, moveOfRun, type PointEnd, type PointRun, step } from '../points/point-run.ts';

/** Somebody deletes the new copy right before a write of a move that has not cut over yet: it goes back. */
export async function runMeddled(run: PointRun, { at }: Point): Promise<PointEnd> {
  const seen: { hit?: OperatorCall } = {};
  const write = async (call: OperatorCall): Promise<WriteFate> => {
    if (call.number === at && (await loseTarget(run))) seen.hit = call;
    return 'passed';
  };
  const end = await step(run, 'move', moveOfRun(run), { write });
  if (seen.hit === undefined) return absentPoint;
  if (!end.startsWith('undone')) run.bad.push(`move: ${end}`);
  return { hit: seen.hit, where: 'source' };
}

/** Deletes the new copy; false where there is nothing to delete yet, or the claim may mean it already. */
export async function loseTarget({ world, app }: Pick<PointRun, 'world' | 'app'>): Promise<boolean> {
  const journal = peekJournal(world, app);
  if (journal === undefined || isCut(journal)) return false;
  const { target } = journal;
  const provider = providerOf(target);
  const cluster = provider === undefined ? world.consumer : world.clusters[provider];
  if (cluster === undefined || target.claimUid === undefined) return false;
  const volume = knownVolume(target);
  if (volume !== undefined) await removeObject(cluster.port, kinds.volume, volume);
  else await removeObject(cluster.port, kinds.claim, { namespace: target.namespace, name: target.claim });
  return true;
}
