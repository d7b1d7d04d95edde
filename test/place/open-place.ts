import type { Place } from './place.ts';
import type { SandboxOptions } from '../sandbox/sandbox.ts';
import { openSandbox } from './sandbox-place.ts';
import { openRealPlace } from './real-place.ts';

/** Real clusters where the environment names them, the sandbox otherwise, made as `options` say. */
export async function openPlace(options: SandboxOptions = {}, environment: NodeJS.ProcessEnv = process.env): Promise<Place> {
  return environment['E2E_CONSUMER_KUBECONFIG'] ? openRealPlace(environment) : openSandbox(options);
}
