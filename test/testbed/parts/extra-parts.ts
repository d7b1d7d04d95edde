import type { Workshop } from './cached.ts';
import { ensureRegistry } from './packages.ts';
import { ensureRouter } from './router.ts';

/** Makes what only some specs need, which are run by hand, and says by variables where it is. Without it these are skipped. */
export async function ensureExtraParts(workshop: Workshop): Promise<NodeJS.ProcessEnv> {
  const ifPossible = (part: Promise<string>) =>
    part.catch((error: unknown) => {
      workshop.signal.throwIfAborted();
      workshop.progress.say(error instanceof Error ? error.message : String(error));
      return undefined;
    });
  return { E2E_REGISTRY: await ifPossible(ensureRegistry(workshop)), E2E_ROUTER: await ifPossible(ensureRouter(workshop)) };
}
