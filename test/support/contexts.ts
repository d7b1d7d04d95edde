import { systemClock } from '../../src/base/time/system-clock.ts';
import type { KubePort } from '../../src/kube/client/port.ts';
import type { MoveContext } from '../../src/move/model/context.ts';

/** What a command on a move gets from outside, without any terminal; no provider can be reached unless `change` says how. */
export function contextOf(consumer: KubePort, change: Partial<MoveContext> = {}): MoveContext {
  const never = new AbortController().signal;
  return {
    consumer,
    connect: async () => Promise.reject(new TypeError('no provider is asked')),
    remoteKubeconfigs: new Map(),
    version: '0.0.0',
    clock: systemClock,
    random: (bytes) => new Uint8Array(bytes),
    emit: () => undefined,
    interrupt: { gentle: never, hard: never },
    holder: 'us',
    leaseSeconds: 1,
    ...change,
  };
}
