import { failedWith, KubeError } from '../client/errors.ts';
import { type LeaseTerms, renderReleased, renderRenewal } from './lease-object.ts';
import { kinds, type Lease } from '../objects/kinds.ts';
import type { Key, KubePort } from '../client/port.ts';

/** A lease in our hands, renewed in the background. */
export interface HeldLease {
  readonly kind: 'held';
  /** Grows with every holder; what a former holder wrote carries a lower one. */
  readonly fencingToken: number;
  /** Aborted when the lease is or may soon be another's: write nothing from then on. The reason is a KubeError `leaseLost`. */
  readonly lost: AbortSignal;
  /** Asks the server whether the lease is still ours. */
  confirm(): Promise<boolean>;
  /** Stops renewing and frees the lease for the next one, who then need not wait. */
  release(): Promise<void>;
  /** Stops renewing and deletes the lease, where nothing is left to guard. */
  discard(): Promise<void>;
}

/** Retry of a failed renewal. */
const againMilliseconds = 1000;

/** What a renewal starts from. */
export interface Acquired extends LeaseTerms {
  /** On the clock's `elapsed`, when the write that took the lease was sent: others count from a later moment. */
  readonly sentAt: number;
}

/** Renews every third of the duration; gives up at four fifths of it, before anybody else may take over. */
export function startRenewal(port: KubePort, first: Lease, terms: Acquired): HeldLease {
  const renewal = new Renewal(port, first, terms);
  return {
    kind: 'held',
    fencingToken: first.spec?.leaseTransitions ?? 0,
    lost: renewal.lost.signal,
    confirm: () => renewal.confirm(),
    release: () => renewal.end((lease, key) => port.replace(kinds.lease, key, renderReleased(lease))),
    discard: () =>
      renewal.end(({ metadata: { uid = '', resourceVersion = '' } }, key) => port.remove(kinds.lease, key, { uid, resourceVersion })),
  };
}

class Renewal {
  readonly lost = new AbortController();
  readonly #stop = new AbortController();
  readonly #port: KubePort;
  readonly #terms: LeaseTerms;
  readonly #running: Promise<unknown>;
  #lease: Lease;
  /** When the last write that succeeded was sent. */
  #renewedAt: number;

  constructor(port: KubePort, lease: Lease, terms: Acquired) {
    this.#port = port;
    this.#terms = terms;
    this.#lease = lease;
    this.#renewedAt = terms.sentAt;
    this.#running = this.#run();
    void this.#guard();
  }

  /** Not what we remember of it: in the time since the last renewal it may have become another's. */
  async confirm(): Promise<boolean> {
    return !this.lost.signal.aborted && this.#isOurs(await this.#port.find(kinds.lease, this.#key()));
  }

  /** Stops, then does `last` to the lease if it is still ours. */
  async end(last: (lease: Lease, key: Key) => Promise<unknown>): Promise<void> {
    this.#stop.abort();
    await this.#running;
    if (this.lost.signal.aborted) return;
    try {
      await last(this.#lease, this.#key());
    } catch (error) {
      if (failedWith(error, 'notFound')) return;
      if (!failedWith(error, 'conflict')) throw error;
      if (await this.#reread()) await last(this.#lease, this.#key());
    }
  }

  async #run(): Promise<void> {
    let pause = (this.#terms.seconds * 1000) / 3;
    while (await this.#pause(pause)) {
      try {
        await this.#renew();
        pause = (this.#terms.seconds * 1000) / 3;
      } catch (error) {
        pause = Math.min(againMilliseconds, pause);
        if (failedWith(error, 'conflict', 'notFound')) await this.#recover();
      }
    }
  }

  /** Says lost in time, also while a renewal hangs. */
  async #guard(): Promise<void> {
    const { clock, seconds } = this.#terms;
    const left = () => this.#renewedAt + seconds * 800 - clock.elapsed();
    while (left() > 0) {
      if (!(await this.#pause(left()))) return;
    }
    this.#lose(`could not be renewed for ${seconds} s`);
  }

  async #renew(): Promise<void> {
    const sentAt = this.#terms.clock.elapsed();
    this.#lease = await this.#port.replace(kinds.lease, this.#key(), renderRenewal(this.#lease, this.#terms));
    this.#renewedAt = sentAt;
  }

  async #recover(): Promise<void> {
    try {
      if (!(await this.#reread())) this.#lose('is gone, or another holds it');
    } catch {
      // Not known: the guard decides if it stays so.
    }
  }

  /** Whether the lease is still ours: a conflict may be an earlier renewal whose answer was lost. */
  async #reread(): Promise<boolean> {
    const now = await this.#port.find(kinds.lease, this.#key());
    if (now === undefined || !this.#isOurs(now)) return false;
    this.#lease = now;
    return true;
  }

  #isOurs(now: Lease | undefined): boolean {
    const { holderIdentity, leaseTransitions } = now?.spec ?? {};
    return holderIdentity === this.#terms.holder && leaseTransitions === this.#lease.spec?.leaseTransitions;
  }

  #lose(how: string): void {
    if (this.#stop.signal.aborted) return;
    const { namespace, name } = this.#lease.metadata;
    this.lost.abort(new KubeError({ reason: 'leaseLost', message: `the lease ${namespace}/${name} ${how}` }));
    this.#stop.abort();
  }

  /** False when stopped meanwhile. */
  async #pause(milliseconds: number): Promise<boolean> {
    await this.#terms.clock.sleep(milliseconds, this.#stop.signal).catch(() => undefined);
    return !this.#stop.signal.aborted;
  }

  #key(): Key {
    const { name, namespace } = this.#lease.metadata;
    return { name, ...(namespace === undefined ? {} : { namespace }) };
  }
}
