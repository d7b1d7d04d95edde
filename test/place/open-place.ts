import type { Place } from './place.ts';
import { openSandbox } from './sandbox-place.ts';
import { openRealPlace } from './real-place.ts';

/** Real clusters where the environment names them, the sandbox otherwise. */
export async function openPlace(environment: NodeJS.ProcessEnv = process.env): Promise<Place> {
  return environment['E2E_CONSUMER_KUBECONFIG'] ? openRealPlace(environment) : openSandbox();
}
