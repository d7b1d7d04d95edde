import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type ApiProxy, type Rule, startApiProxy } from '../faults/api-proxy.ts';
import { killInPhase } from '../faults/kill-in-phase.ts';
import type { PhaseName } from '../../src/move/model/phase-names.ts';
import type { CliEnd, CliRun } from './cli.ts';
import type { Place } from './place.ts';

/** What a place can do whose program talks to the consumer through a proxy: it can be killed at any of its calls. */
export interface Proxied extends Pick<ApiProxy, 'setRule'> {
  /** Runs until the rule kills, with SIGKILL. */
  killBy(makeRule: (kill: () => void) => Rule, start: () => CliRun): Promise<void>;
  /** Runs until the first write of the phase has been carried out, and kills then. */
  killIn(phase: PhaseName, start: () => CliRun): Promise<void>;
  /** Runs to its end under a rule. */
  runUnder(rule: Rule, start: () => CliRun): Promise<CliEnd>;
}

/** Puts a proxy before the consumer's API server. Closing it closes the place. */
export async function openProxied<P extends Place>(place: P): Promise<P & Proxied> {
  const folder = await mkdtemp(join(tmpdir(), 'liqoctl-proxy-'));
  const kubeconfig = await readFile(place.kubeconfigFile, 'utf8');
  const proxy: ApiProxy = await startApiProxy(kubeconfig, join(folder, 'kubeconfig.yaml'));
  const killBy: Proxied['killBy'] = async (makeRule, start) => {
    const started: { run?: CliRun } = {};
    proxy.setRule(makeRule(() => started.run?.kill('SIGKILL')));
    started.run = start();
    const end = await started.run.ended;
    proxy.setRule(undefined);
    expect(end, end.stderr).toMatchObject({ exitCode: undefined });
  };
  const runUnder: Proxied['runUnder'] = async (rule, start) => {
    proxy.setRule(rule);
    try {
      return await start().ended;
    } finally {
      proxy.setRule(undefined);
    }
  };
  return {
    ...place,
    runUnder,
    kubeconfigFile: proxy.kubeconfigFile,
    setRule: (rule) => proxy.setRule(rule),
    killBy,
    killIn: (phase, start) => killBy((kill) => killInPhase(phase, kill), start),
    async close() {
      await proxy.close();
      await rm(folder, { recursive: true });
      await place.close();
    },
  };
}
