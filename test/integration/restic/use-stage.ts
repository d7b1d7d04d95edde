import { afterAll, beforeAll } from 'vitest';
import { checkTools, findTools } from '../../sandbox/pods/tools.ts';
import { openStage, type Stage } from '../../movers/mover-stage.ts';

/** A stage for all tests of the file that calls this, open while they run. */
export function useStage(options: Parameters<typeof openStage>[0] = {}): Pick<Stage, 'openMove'> {
  let stage: Stage;
  beforeAll(async () => {
    checkTools(await findTools(), ['restic', 'rest-server', 'python3']);
    stage = await openStage(options);
  }, 60_000);
  afterAll(() => stage.close(), 30_000);
  return { openMove: (name) => stage.openMove(name) };
}
