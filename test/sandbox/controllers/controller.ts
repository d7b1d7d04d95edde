import type { Kind } from '../../../src/kube/objects/kinds.ts';
import type { Clock } from '../../../src/base/time/clock.ts';
import type { KubePort } from '../../../src/kube/client/port.ts';
import type { EventRecorder } from '../../../src/kube/controller/event-recorder.ts';
import type { Change, Informer } from '../../../src/kube/controller/informer.ts';
import type { DataFolders } from './local-path/folders.ts';
import type { Stored } from './objects.ts';

/** What a controller works with. Decisions read through the port; the caches only tell what to look at. */
export interface Context {
  readonly port: KubePort;
  readonly record: EventRecorder;
  /** Of the machine with the control plane. */
  readonly clock: Clock;
  readonly cached: <T extends Stored>(kind: Kind<T>) => Informer<T>;
  readonly cluster: string;
  readonly volumesFolder: string;
  readonly folders: DataFolders;
}

/** Which keys want a look when an object of `kind` was added, changed or deleted. */
export interface Trigger {
  readonly kind: Kind<Stored>;
  readonly keys: (object: Stored, change: Change) => string[];
}

export interface Controller {
  readonly triggers: readonly Trigger[];
  /** Milliseconds after which to look again, if time alone can change the answer. */
  reconcile(key: string): Promise<number | void>;
}

/** How a controller is started: under which user, and as which component its events are written. */
export interface ControllerKind {
  readonly user: string;
  readonly component: string;
  readonly start: (context: Context) => Controller;
}

export function on<T extends Stored>(kind: Kind<T>, keys: (object: T, change: Change) => string[]): Trigger {
  return { kind: kind as Kind<Stored>, keys: keys as Trigger['keys'] };
}
