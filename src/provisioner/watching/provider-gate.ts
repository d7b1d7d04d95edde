import type { Clock } from '../../base/time/clock.ts';
import { failedWith, KubeError } from '../../kube/client/errors.ts';
import type { KubePort } from '../../kube/client/port.ts';
import { backoffDelay } from '../../kube/controller/backoff.ts';
import { type ApiCall, type Supervisor, supervisePort } from './supervised-port.ts';

interface GateOptions {
  readonly clock: Clock;
  /** Ends what the gate waits for. */
  readonly signal: AbortSignal;
  /** Called when the provider answers again. */
  readonly recovered: () => void;
}

/** A call without an answer for so long keeps others from being sent after it. */
const slowMilliseconds = 5000;

/** Between two questions whether the provider is back. */
const probing = { first: 1000, longest: 10_000 };

/**
 * Lets no call through to a provider that does not answer. Each call would hold a worker until it times out, and with many claims there no worker
 * would be left for those of this cluster and of other providers.
 */
export class ProviderGate {
  readonly #options: GateOptions;
  readonly #underWay = new Map<ApiCall, number>();
  /** Of the newest credentials. */
  #port: KubePort | undefined;
  #away = false;

  constructor(options: GateOptions) {
    this.#options = options;
  }

  /** The same port behind the gate. */
  guard(port: KubePort): KubePort {
    this.#port = port;
    const supervisor: Supervisor = { begin: (call) => this.#begin(call, port.cluster), end: (call, result) => this.#end(call, result) };
    return supervisePort(port, supervisor);
  }

  #begin(call: ApiCall, provider: string): void {
    const now = this.#options.clock.elapsed();
    const [oldest = now] = this.#underWay.values();
    if (this.#away || now - oldest > slowMilliseconds) {
      throw new KubeError({ reason: 'unreachable', message: `${provider} does not answer; nothing is sent until it does` });
    }
    // A watch is answered once and then stays open.
    if (call.verb !== 'watch') this.#underWay.set(call, now);
  }

  #end(call: ApiCall, result: Parameters<Supervisor['end']>[1]): void {
    this.#underWay.delete(call);
    if (this.#away || !('error' in result) || !failedWith(result.error, 'unreachable')) return;
    this.#away = true;
    void this.#waitUntilBack();
  }

  async #waitUntilBack(): Promise<void> {
    const { clock, signal, recovered } = this.#options;
    for (let failures = 1; !signal.aborted; failures += 1) {
      await clock.sleep(backoffDelay(failures, probing), signal).catch(() => undefined);
      if (signal.aborted || !(await answers(this.#port))) continue;
      this.#away = false;
      return recovered();
    }
  }
}

/** A refusal is an answer, too. */
async function answers(port: KubePort | undefined): Promise<boolean> {
  try {
    await port?.whoAmI();
    return true;
  } catch (error) {
    return !failedWith(error, 'unreachable');
  }
}
