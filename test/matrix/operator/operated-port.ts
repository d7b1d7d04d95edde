import { KubeError } from '../../../src/kube/client/errors.ts';
import type { Key, KubePort } from '../../../src/kube/client/port.ts';
import type { Kind, Lease, Meta } from '../../../src/kube/objects/kinds.ts';
import { portWith } from '../../support/ports.ts';

/** What a port asks before each of its calls. */
export interface CallDesk {
  /** `body` is what is written. */
  write<R>(call: WriteCall, act: () => Promise<R>): Promise<R>;
  read<R>(call: NamedCall, act: () => Promise<R>): Promise<R>;
  /** Resolves when the watch may begin; false: it hears nothing. Rejects where it fails. */
  watch(call: NamedCall): Promise<boolean>;
  /** Aborted when nothing is heard any more. */
  readonly signal: AbortSignal;
}

export interface NamedCall {
  readonly cluster: string;
  readonly verb: string;
  readonly what: string;
}

interface WriteCall extends NamedCall {
  readonly body: unknown;
}

/** A port each of whose calls goes over that desk. Signs of life of a lease are no writes: when they come depends on the time. */
export function operatedPort(port: KubePort, cluster: string, desk: CallDesk): KubePort {
  const call = callsOn(cluster);
  const isSignOfLife = signOfLife();
  return portWith(port, {
    cluster: cluster === 'rome' ? 'this cluster' : cluster,
    read: async (kind, key) => {
      const seen = await desk.read(call('get', kind, key), () => port.find(kind, key));
      // One that was not there before is what a late answer tells, too.
      if (seen === undefined) throw new KubeError({ reason: 'notFound', status: 404, message: `${kind.plural} "${key.name}" not found` });
      return seen;
    },
    find: (kind, key) => desk.read(call('get', kind, key), () => port.find(kind, key)),
    list: (kind, scope = {}) => desk.read(call('list', kind, { name: JSON.stringify(scope) }), () => port.list(kind, scope)),
    watch: (kind, scope, version, signal) =>
      watchOver(desk, { call: call('watch', kind, { name: JSON.stringify(scope) }), signal }, (until) =>
        port.watch(kind, scope, version, until),
      ),
    // An open log in which nothing is written: progress depends on luck, and nothing else does.
    logs: (_pod, _options, signal) => nothing(AbortSignal.any([signal, desk.signal])),
    create: (kind, object, options) => {
      const { metadata } = object as { metadata: Meta };
      const act = () => port.create(kind, object, options);
      return options?.dryRun === true
        ? desk.read(call('try to create', kind, metadata), act)
        : desk.write({ ...call('create', kind, metadata), body: object }, act);
    },
    mergePatch: (kind, key, body, options) =>
      desk.write({ ...call('patch', kind, key), body }, () => port.mergePatch(kind, key, body, options)),
    jsonPatch: (kind, key, body, options) =>
      desk.write({ ...call('patch', kind, key), body }, () => port.jsonPatch(kind, key, body, options)),
    replace: (kind, key, object, options) => {
      const act = () => port.replace(kind, key, object, options);
      return isSignOfLife(kind, object)
        ? desk.read(call('renew', kind, key), act)
        : desk.write({ ...call('replace', kind, key), body: object }, act);
    },
    remove: (kind, key, preconditions, options) =>
      desk.write({ ...call('delete', kind, key), body: undefined }, () => port.remove(kind, key, preconditions, options)),
  });
}

function callsOn(cluster: string) {
  return (verb: string, { plural }: { plural: string }, { namespace, name }: Partial<Key> = {}): NamedCall => ({
    cluster,
    verb,
    what: [plural, [namespace, name].filter(Boolean).join('/')].filter(Boolean).join(' '),
  });
}

/** Whether a write only renews a lease; one that takes it counts one holder more. */
function signOfLife(): (kind: Kind<unknown>, object: unknown) => boolean {
  let known = Number.NaN;
  return ({ plural }, object) => {
    if (plural !== 'leases') return false;
    const { holderIdentity, leaseTransitions = 0 } = (object as Lease).spec ?? {};
    const renews = holderIdentity !== undefined && leaseTransitions === known;
    known = leaseTransitions;
    return renews;
  };
}

async function* watchOver<E>(
  desk: CallDesk,
  { call, signal }: { call: NamedCall; signal: AbortSignal },
  start: (signal: AbortSignal) => AsyncIterable<E>,
): AsyncIterable<E> {
  const until = AbortSignal.any([signal, desk.signal]);
  if (await desk.watch(call)) yield* start(until);
  else yield* nothing(until);
}

function nothing(signal: AbortSignal): AsyncIterable<never> {
  const next = async () => {
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    return { done: true as const, value: undefined };
  };
  return { [Symbol.asyncIterator]: () => ({ next }) };
}
