import type { MatrixDirection, MatrixVariant } from '../points/directions.ts';
import { startWorld, type World } from './world.ts';

/** Uses clusters that are there for that alone. */
export async function inWorld<R>(
  { providers }: MatrixDirection,
  moves: readonly { readonly variant: MatrixVariant }[],
  use: (world: World) => Promise<R>,
): Promise<R> {
  const world = await startWorld({ providers, ownClass: moves.some(({ variant }) => variant === 'own') });
  try {
    return await use(world);
  } finally {
    await world.stop();
  }
}
