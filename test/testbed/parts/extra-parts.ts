import type { Workshop } from './cached.ts';
import { ensureRegistry } from './packages.ts';
import { ensureRouter } from './router.ts';

/** Makes what only some specs need, which are run by hand, and says by variables where it is. */
export async function ensureExtraParts(workshop: Workshop): Promise<NodeJS.ProcessEnv> {
  return { E2E_REGISTRY: await ensureRegistry(workshop), E2E_ROUTER: await ensureRouter(workshop) };
}
