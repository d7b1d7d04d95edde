import { createFilledApp } from '../world/app.ts';
import { startUser } from '../world/application.ts';
import { ownClassName } from '../world/own-storage.ts';
import type { World } from '../world/world.ts';
import { runsApplication } from './directions.ts';
import type { PointRun } from './point-run.ts';

/** Makes a claim of its own for a move of that kind, and what uses it. */
export async function openRun(world: World, { direction, variant }: Pick<PointRun, 'direction' | 'variant'>): Promise<PointRun> {
  const app = await createFilledApp(world, { node: direction.node, storageClass: variant === 'own' ? ownClassName : 'liqo' });
  if (runsApplication(variant)) await startUser(world, app);
  return { world, app, direction, variant, steps: [], bad: [] };
}
