import { join } from 'node:path';
import { expect } from 'vitest';
import { type ApiProxy, type Rule, startApiProxy } from '../faults/api-proxy.ts';
import { killInPhase } from '../faults/kill-in-phase.ts';
import type { PhaseName } from '../../src/move/phase-names.ts';
import type { SandboxOptions } from '../sandbox/sandbox.ts';
import type { CliRun } from './cli.ts';
import { openSandbox, type SandboxPlace } from './sandbox-place.ts';

/** A sandbox whose program talks to the consumer through a proxy, and can be killed at any of its calls. */
export interface ProxiedPlace extends SandboxPlace {
  /** Runs until the rule kills, with SIGKILL. */
  killBy(makeRule: (kill: () => void) => Rule, start: () => CliRun): Promise<void>;
  /** Runs until the first write of the phase has been carried out, and kills then. */
  killIn(phase: PhaseName, start: () => CliRun): Promise<void>;
  close(): Promise<void>;
}

export async function openProxied(options: SandboxOptions = {}): Promise<ProxiedPlace> {
  const place = await openSandbox(options);
  const { sandbox } = place;
  const proxy: ApiProxy = await startApiProxy(sandbox.consumer.kubeconfig, join(sandbox.folder, 'through-proxy.yaml'));
  const killBy: ProxiedPlace['killBy'] = async (makeRule, start) => {
    const started: { run?: CliRun } = {};
    proxy.setRule(makeRule(() => started.run?.kill('SIGKILL')));
    started.run = start();
    const end = await started.run.ended;
    proxy.setRule(undefined);
    expect(end, end.stderr).toMatchObject({ exitCode: undefined });
  };
  return {
    ...place,
    kubeconfigFile: proxy.kubeconfigFile,
    killBy,
    killIn: (phase, start) => killBy((kill) => killInPhase(phase, kill), start),
    async close() {
      await proxy.close();
      await sandbox.stop();
    },
  };
}
