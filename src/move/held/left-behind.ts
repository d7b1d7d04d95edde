import { failedWith } from '../../kube/client/errors.ts';
import { type Kind, kinds, type Meta } from '../../kube/objects/kinds.ts';
import type { KubePort } from '../../kube/client/port.ts';
import { patchOwned } from './guarded-writes.ts';
import type { Move } from '../model/move.ts';
import { moveLabels } from '../model/names.ts';

/** Marks an object that this move leaves behind, for `move list`. */
export async function markLeftBehind<T extends { metadata: Meta }>(
  move: Move,
  port: KubePort,
  { kind, object, text }: { kind: Kind<T>; object: T; text: string },
): Promise<void> {
  const metadata = { labels: { [moveLabels.leftBehind]: move.journal.value.id }, annotations: { [moveLabels.leftBehind]: text } };
  try {
    await patchOwned(move, port, { kind, object, patch: { metadata } });
  } catch (error) {
    // It has changed or gone meanwhile, or may not be touched: the report tells of it all the same.
    if (!failedWith(error, 'conflict', 'notFound', 'forbidden', 'invalid')) throw error;
  }
}

/** Something that a move has left behind and that is still there. */
export interface Leftover {
  readonly move: string;
  /** What it is, and why it stays, as it was when the move ended. */
  readonly leftBehind: string;
}

/** What moves have left behind in this cluster, as far as the user may see it: what is left in a provider only the move's own report tells. */
export async function listLeftBehind({ consumer }: Pick<Move, 'consumer'>): Promise<readonly Leftover[]> {
  const listed = [kinds.claim, kinds.volume].map(async (kind) => listMarked(consumer, kind));
  return (await Promise.all(listed)).flat();
}

async function listMarked(port: KubePort, kind: Kind<{ metadata: Meta }>): Promise<readonly Leftover[]> {
  try {
    const { items } = await port.list(kind, { labels: moveLabels.leftBehind });
    return items.map(({ metadata }) => ({
      move: metadata.labels?.[moveLabels.leftBehind] ?? '',
      leftBehind: metadata.annotations?.[moveLabels.leftBehind] ?? `${kind.kind} ${metadata.name}`,
    }));
  } catch (error) {
    if (!failedWith(error, 'forbidden')) throw error;
    return [];
  }
}
