import type { Clock } from '../../base/time/clock.ts';
import { untilAborted, withDeadline } from '../../base/time/deadline.ts';
import { wasInterrupted } from '../../base/errors.ts';
import { failedWith, type KubeError } from './errors.ts';
import { abortedCall } from './failures.ts';
import type { Kind, Meta } from '../objects/kinds.ts';
import type { Key, KubePort, List, Scope } from './port.ts';
import { isTransient, retryDelay } from './retry.ts';

/** Which objects a wait is about. */
export interface Watched<T> {
  readonly port: KubePort;
  readonly kind: Kind<T>;
  readonly scope: Scope;
}

export interface WaitOptions<S> {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Called with every state that did not end the wait, so that a caller can say what it still waits for. */
  readonly onUpdate?: (state: S) => void;
  /** Called when the cluster does not answer; the wait goes on. */
  readonly onTrouble?: (error: KubeError) => void;
}

interface Named {
  metadata: Meta;
}

/** Lists again after this time, so that a watch that died silently cannot hang a wait. */
const relistMilliseconds = 15_000;

/** Between two rounds when the server closed the watch or did not answer. */
const pauseMilliseconds = 500;

/**
 * Waits until `predicate` returns something for the object; it gets undefined while there is none. Without a time limit: ends by the
 * predicate (which may throw), by a failure that waiting cannot heal, or with KubeError `aborted` by the signal.
 */
export function waitForObject<T extends Named, R>(
  { port, kind, key }: { readonly port: KubePort; readonly kind: Kind<T>; readonly key: Key },
  predicate: (object: T | undefined) => R | undefined,
  options: WaitOptions<T | undefined>,
): Promise<R> {
  const scope = { fields: `metadata.name=${key.name}`, ...(key.namespace === undefined ? {} : { namespace: key.namespace }) };
  const pick = (objects: readonly T[]) => objects.find(({ metadata }) => metadata.name === key.name);
  const { onUpdate, ...rest } = options;
  const update = onUpdate === undefined ? {} : { onUpdate: (objects: readonly T[]) => onUpdate(pick(objects)) };
  return waitForObjects({ port, kind, scope }, (objects) => predicate(pick(objects)), { ...rest, ...update });
}

/** Like {@link waitForObject}, for all objects of a scope. */
export async function waitForObjects<T extends Named, R>(
  watched: Watched<T>,
  predicate: (objects: readonly T[]) => R | undefined,
  options: WaitOptions<readonly T[]>,
): Promise<R> {
  const { clock, signal } = options;
  const look = (objects: readonly T[]) => {
    const result = predicate(objects);
    if (result === undefined) options.onUpdate?.(objects);
    return result;
  };
  for (;;) {
    if (signal.aborted) throw abortedWait(watched);
    try {
      const result = await watchRound(watched, look, options);
      if (result !== undefined) return result.value;
    } catch (error) {
      if (isTransient(error)) options.onTrouble?.(error);
      else if (!failedWith(error, 'gone')) throw error;
      await clock.sleep(retryDelay(error, pauseMilliseconds), signal).catch(() => undefined);
    }
  }
}

/** Lists, then watches until the next list is due. */
async function watchRound<T extends Named, R>(
  watched: Watched<T>,
  look: (objects: readonly T[]) => R | undefined,
  { clock, signal }: WaitOptions<readonly T[]>,
): Promise<{ value: R } | undefined> {
  // A list cannot be aborted, and is not worth waiting for after Ctrl-C.
  const list = await untilAborted(signal, watched.port.list(watched.kind, watched.scope), () => {
    throw abortedWait(watched);
  });
  const first = look(list.items);
  if (first !== undefined) return { value: first };
  return withDeadline({ clock, milliseconds: relistMilliseconds, signal }, async (round) => {
    try {
      const found = await followRound(watched, { list, look, signal: round });
      // The server closed the watch early: one that does so at once must not make us list without pause.
      if (found === undefined && !round.aborted) await clock.sleep(pauseMilliseconds, round).catch(() => undefined);
      return found;
    } catch (error) {
      if (wasInterrupted(error) && round.aborted) return undefined;
      throw error;
    }
  });
}

async function followRound<T extends Named, R>(
  { port, kind, scope }: Watched<T>,
  { list, look, signal }: { list: List<T>; look: (objects: readonly T[]) => R | undefined; signal: AbortSignal },
): Promise<{ value: R } | undefined> {
  const objects = new Map(list.items.map((object) => [identity(object), object]));
  for await (const event of port.watch(kind, scope, list.resourceVersion, signal)) {
    if (event.type === 'BOOKMARK') continue;
    if (event.type === 'DELETED') objects.delete(identity(event.object));
    else objects.set(identity(event.object), event.object);
    const value = look([...objects.values()]);
    if (value !== undefined) return { value };
  }
  return undefined;
}

function identity({ metadata }: Named): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

function abortedWait<T>({ port, kind }: Watched<T>): KubeError {
  return abortedCall(`wait for ${kind.plural} in ${port.cluster}`);
}
