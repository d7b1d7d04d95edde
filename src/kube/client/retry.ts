import type { Clock } from '../../base/time/clock.ts';
import { failedWith, type KubeError } from './errors.ts';
import type { KubePort } from './port.ts';

/** No server makes us wait longer: a balancer's Retry-After of a day would keep a claim away from its application for as long. */
const longestDelayMilliseconds = 300_000;

/** Whether the same call may well succeed a little later: the cluster is away, or busy. Says nothing about whether a write has happened. */
export function isTransient(error: unknown): error is KubeError {
  return failedWith(error, 'unreachable', 'tooManyRequests', 'serverError');
}

/** Milliseconds to wait before the next try: what the server asks for with Retry-After, and never less than `fallback`. */
export function retryDelay({ retryAfter = 0 }: KubeError, fallback: number): number {
  return Math.max(fallback, Math.min(retryAfter * 1000, longestDelayMilliseconds));
}

const firstPauseMilliseconds = 250;
const longestPauseMilliseconds = 5000;

/**
 * A port that repeats reads which failed without an answer of the API (unreachable, 429, 5xx), for at most `patience` seconds each.
 * Writes, watches and logs pass through: whether a lost write happened is for the caller to find out.
 */
export function retryReads(port: KubePort, clock: Clock, patience: number): KubePort {
  const repeat = <R>(read: () => Promise<R>) => repeatRead(read, clock, patience);
  return {
    cluster: port.cluster,
    read: (kind, key) => repeat(() => port.read(kind, key)),
    find: (kind, key) => repeat(() => port.find(kind, key)),
    list: (kind, ...rest) => repeat(() => port.list(kind, ...rest)),
    allows: (question) => repeat(() => port.allows(question)),
    whoAmI: () => repeat(() => port.whoAmI()),
    serves: (kind) => repeat(() => port.serves(kind)),
    findKind: (apiVersion, kind) => repeat(() => port.findKind(apiVersion, kind)),
    watch: (kind, scope, resourceVersion, signal) => port.watch(kind, scope, resourceVersion, signal),
    create: (kind, object, options) => port.create(kind, object, options),
    mergePatch: (kind, key, patch, options) => port.mergePatch(kind, key, patch, options),
    jsonPatch: (kind, key, patch, options) => port.jsonPatch(kind, key, patch, options),
    replace: (kind, key, object, options) => port.replace(kind, key, object, options),
    remove: (kind, key, preconditions, options) => port.remove(kind, key, preconditions, options),
    logs: (pod, options, signal) => port.logs(pod, options, signal),
  };
}

async function repeatRead<R>(read: () => Promise<R>, clock: Clock, patience: number): Promise<R> {
  const end = clock.elapsed() + patience * 1000;
  for (let pause = firstPauseMilliseconds; ; pause = Math.min(pause * 2, longestPauseMilliseconds)) {
    try {
      return await read();
    } catch (error) {
      if (!isTransient(error)) throw error;
      const wanted = retryDelay(error, pause);
      if (clock.elapsed() + wanted > end) throw error;
      await clock.sleep(wanted);
    }
  }
}
