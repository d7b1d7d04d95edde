import { randomBytes } from 'node:crypto';
import type { KubePort } from '../../../src/kube/client/port.ts';
import { retryReads } from '../../../src/kube/client/retry.ts';
import type { MoveContext } from '../../../src/move/model/context.ts';
import type { MoveEvent } from '../../../src/move/model/events.ts';
import type { MoveOutcome } from '../../../src/move/model/outcome.ts';
import { admin } from '../../sandbox/users.ts';
import { contextOf } from '../../support/contexts.ts';
import type { World } from '../world/world.ts';
import { errorOfFate, formatCall, type OperatorCall, type ReadFate, type WriteFate } from './call.ts';
import { hastyClock } from './hasty-clock.ts';
import { type CallDesk, type NamedCall, operatedPort } from './operated-port.ts';
import { describeEnd } from './describe-end.ts';
import { phaseTold } from './phase-told.ts';

/** What becomes of each call; everything passes where nothing is said. */
export interface Judges {
  readonly write?: (call: OperatorCall) => WriteFate | Promise<WriteFate>;
  readonly read?: (call: OperatorCall) => ReadFate;
}

/** As in the program. */
const patienceSeconds = 20;

/** Nothing was written and nothing said for so long: a move that hangs, also on a busy machine. It lists again and again what it waits for. */
const stuckMilliseconds = 90_000;

/** So many times as long, whatever it writes and says: what is refused may be tried for ever. */
const mostRounds = 4;

/** One liqoctl as the clusters see it: each of its calls is counted, and it can die or stand still at any of them. */
export class Operator {
  readonly writes: OperatorCall[] = [];
  readonly said: MoveEvent[] = [];
  #reads = 0;
  #phase = 'before';
  /** Writes of which is not decided yet what becomes of them. */
  #undecided = 0;
  /** The same for all: who comes next need not wait out the silence of the one before. Each has a fencing token of its own all the same. */
  #holder: string;
  #late: (() => Promise<unknown>) | undefined;
  #standing: Promise<void> | undefined;
  #wake: () => void = () => undefined;
  #die: () => void = () => undefined;
  #pause: () => void = () => undefined;
  /** Resolves when it stands still. */
  readonly paused = new Promise<void>((resolve) => (this.#pause = resolve));
  readonly #dead = new AbortController();
  readonly #death = new Promise<'killed'>((resolve) => (this.#die = () => resolve('killed')));
  readonly #heard = new Map<string, unknown>();
  readonly #world: World;
  readonly #judges: Judges;

  constructor(world: World, judges: Judges = {}, holder = 'operator') {
    this.#holder = holder;
    this.#world = world;
    this.#judges = judges;
  }

  /** Runs a command to its end, in words; `killed` where it dies on the way. */
  async run(command: (context: MoveContext) => Promise<MoveOutcome>): Promise<string> {
    const { consumer } = this.#world;
    const desk = this.#desk();
    const context: MoveContext = contextOf(this.#portOf(consumer.server.as(admin), consumer.name, desk), {
      connect: async (kubeconfig, { cluster }) => this.#portOf(this.#world.connect(kubeconfig), cluster, desk),
      clock: { ...hastyClock, sleep: (milliseconds, signal) => this.#sleep(milliseconds, signal) },
      random: (bytes) => randomBytes(bytes),
      emit: (event) => void this.said.push(event),
      interrupt: { gentle: new AbortController().signal, hard: this.#dead.signal },
      leaseSeconds: 15,
    });
    Object.defineProperty(context, 'holder', { get: () => this.#holder });
    const over = new AbortController();
    try {
      return await Promise.race([describeEnd(command(context)), this.#death, this.#stuck(over.signal)]);
    } finally {
      over.abort();
    }
  }

  get reads(): number {
    return this.#reads;
  }

  kill(): void {
    this.#dead.abort();
    this.#die();
  }

  wake(): void {
    this.#standing = undefined;
    this.#wake();
  }

  /** Lets the write arrive that was on its way when the operator died; says how it was answered. */
  async arrive(): Promise<string> {
    try {
      await this.#late?.();
      return 'done';
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  #portOf(port: KubePort, cluster: string, desk: CallDesk): KubePort {
    return retryReads(operatedPort(port, cluster, desk), hastyClock, patienceSeconds);
  }

  #desk(): CallDesk {
    return {
      signal: this.#dead.signal,
      read: (call, act) => this.#read(call, act),
      watch: (call) => this.#watch(call),
      write: async ({ body, ...call }, act) => {
        await this.#standing;
        this.#phase = phaseTold(call, body) ?? this.#phase;
        const seen = { ...call, number: this.writes.length + 1, phase: this.#phase };
        if (this.#dead.signal.aborted) return never();
        this.writes.push(seen);
        return this.#carryOut(seen, await this.#judgeWrite(seen), act);
      },
    };
  }

  async #judgeWrite(call: OperatorCall): Promise<WriteFate> {
    this.#undecided += 1;
    const fate = (await this.#judges.write?.(call)) ?? 'passed';
    this.#undecided -= 1;
    return fate;
  }

  async #carryOut<R>(call: OperatorCall, fate: WriteFate, act: () => Promise<R>): Promise<R> {
    if (fate === 'passed') return this.#hear(act());
    if (fate === 'late') this.#late = act;
    if (fate === 'paused') {
      this.#standing = new Promise((resolve) => (this.#wake = resolve));
      // Another one has come since, whom it must not take for itself.
      this.#holder = `one that was away, ${randomBytes(4).toString('hex')}`;
      this.#pause();
      await this.#standing;
      return this.#hear(act());
    }
    const isCarriedOut = fate === 'killed-after' || fate === 'unanswered' || fate === '504';
    // Its own failure is not heard either.
    if (isCarriedOut) await act().catch(() => undefined);
    if (fate === 'killed-before' || fate === 'killed-after' || fate === 'late') {
      this.kill();
      return never();
    }
    throw errorOfFate(fate, call);
  }

  async #read<R>(call: NamedCall, act: () => Promise<R>): Promise<R> {
    const fate = await this.#judgeRead(call);
    // What a dry run has answered was never there.
    const question = `${call.verb} ${call.cluster} ${call.what}`;
    if (fate === 'lost') throw errorOfFate('lost', call);
    if (fate === 'stale' && this.#heard.has(question)) return structuredClone(this.#heard.get(question)) as R;
    const answer = await this.#hear(act());
    this.#heard.set(question, answer);
    return answer;
  }

  async #watch(call: NamedCall): Promise<boolean> {
    const fate = await this.#judgeRead(call);
    if (fate === 'lost') throw errorOfFate('lost', call);
    return fate !== 'stale';
  }

  async #judgeRead(call: NamedCall): Promise<ReadFate> {
    await this.#standing;
    if (this.#dead.signal.aborted) return never();
    this.#reads += 1;
    return this.#judges.read?.({ ...call, number: this.#reads, phase: this.#phase }) ?? 'passed';
  }

  /** Nothing wakes the dead: what they had begun would look again and again, and keep the clusters in memory. */
  async #sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
    try {
      await hastyClock.sleep(milliseconds, signal);
    } finally {
      if (this.#dead.signal.aborted) await never();
    }
  }

  /** Who is dead hears neither answers nor failures. */
  async #hear<R>(answer: Promise<R>): Promise<R> {
    const settled = await answer.then(
      (value) => () => value,
      (error: unknown) => () => {
        throw error;
      },
    );
    await this.#standing;
    return this.#dead.signal.aborted ? never() : settled();
  }

  async #stuck(over: AbortSignal): Promise<string> {
    for (let before = -1, rounds = 0; rounds < mostRounds; rounds += 1) {
      const now = this.writes.length + this.said.length;
      if (now === before && this.#undecided === 0) break;
      before = now;
      await hastyClock.sleep(stuckMilliseconds, over).catch(() => undefined);
      if (over.aborted) return never();
    }
    // Not killed in the words of others, which would hide what it waits for.
    this.#dead.abort();
    const waits = this.said.flatMap((event) => (event.type === 'waiting' ? [event.for] : []));
    const last = this.writes.at(-1);
    return `stuck: ${waits.slice(-3).join('; ')}; last write: ${last === undefined ? 'none' : formatCall(last)}`;
  }
}

function never<R>(): Promise<R> {
  return new Promise<R>(() => undefined);
}
