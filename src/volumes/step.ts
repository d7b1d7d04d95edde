import type { Key, KubePort } from '../kube/client/port.ts';
import { keyOf } from '../kube/objects/identity.ts';
import type { Kind, Meta } from '../kube/objects/kinds.ts';

interface Named {
  metadata: Meta;
}

/** An object as a step has seen it: a change of it away from `version` (undefined: it was absent) brings the step on. */
export interface Watch {
  readonly port: KubePort;
  readonly kind: Kind<Named>;
  readonly key: Key;
  readonly version: string | undefined;
}

export interface Done<R> {
  readonly kind: 'done';
  readonly value: R;
}

export interface NotYet {
  readonly kind: 'not-yet';
  /** As in "volume real to become Available". */
  readonly because: string;
  /** What stands in the way, where that is seen. */
  readonly detail?: string;
  readonly watch: Watch;
  /** The watched object's uid, where it was deleted and nothing depends on its end: it need not be waited for. */
  readonly going?: string;
}

/** The record of the home has changed: it has to be stored before the step is asked again, with the new one. */
export interface RecordHome<H> {
  readonly kind: 'record';
  readonly home: H;
}

/** How far something is that a step ensures. A step never waits; it is asked again, from its beginning, until it is done. */
export type Step<R> = Done<R> | NotYet;

/** A step that may have to write down what it is about to do, or has learnt, before it goes on. */
export type HomeStep<H> = Step<H> | RecordHome<H>;

export function done<R>(value: R): Done<R> {
  return { kind: 'done', value };
}

export function notYet<T extends Named>(
  because: string,
  { port, kind, key, object }: { port: KubePort; kind: Kind<T>; key: Key; object: T | undefined },
): NotYet {
  return { kind: 'not-yet', because, watch: { port, kind, key, version: object?.metadata.resourceVersion } };
}

/** The same for an object that is there. */
export function notYetWith<T extends Named>(because: string, { port, kind, object }: { port: KubePort; kind: Kind<T>; object: T }): NotYet {
  return notYet(because, { port, kind, key: keyOf(object), object });
}

export function recordHome<H>(home: H): RecordHome<H> {
  return { kind: 'record', home };
}
