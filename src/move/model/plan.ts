import type { PodWishes } from '../../restic/pod-wishes.ts';
import type { Journal } from './journal.ts';
import type { Home } from '../../volumes/home.ts';
import type { ScaledOwner } from './application/scaled-owner.ts';
import { pullSecretName } from './names.ts';
import type { MoveRequest } from './request.ts';

/** Everything that will be done, with every name fixed: what a journal begins with, before anybody holds the move. */
export type PlannedMove = Omit<Journal, 'epoch' | 'startedAt'>;

/** What the repository speaks: movers of a move that was begun when it was plain HTTP go on like that. */
export function repositoryScheme({ encrypted }: Pick<PlannedMove, 'encrypted'>): 'http' | 'https' {
  return encrypted === true ? 'https' : 'http';
}

/** What the request asks of every pod of the move, as far as it is the same for all: pull secrets are copies, under names of the move's own. */
export function podWishes({ id, attempt, request }: Pick<PlannedMove, 'id' | 'attempt' | 'request'>): PodWishes {
  const { pullSecrets = [], priorityClass } = request;
  return {
    pullSecrets: pullSecrets.map((_, index) => pullSecretName(id, attempt, index)),
    ...(priorityClass !== undefined && { priorityClass }),
  };
}

/** What users see of it before it begins. */
export interface Plan {
  /** 10 characters, derived from the claim's uid. */
  readonly id: string;
  /** Counts the attempts of one move, so that a workspace that is slow to go is not in the way of the next attempt. */
  readonly attempt: number;
  readonly request: MoveRequest;
  readonly source: Home;
  readonly target: Home;
  /** Temporary namespace of the move. */
  readonly workspace: string;
  /** Providers that take part and to which the workspace is offloaded. */
  readonly providers: readonly string[];
  /** Name of the virtual volume that the claim will be bound to. */
  readonly volume: string;
  /** Upper bound of what will be copied, in bytes: the capacity of the source. */
  readonly capacityBytes: number;
  /** Who is scaled for the move; absent where nobody is. */
  readonly scaled?: readonly Pick<ScaledOwner, 'kind' | 'name' | 'replicas' | 'scaledTo'>[];
  /** The copy is made while the application runs, but for the last difference. */
  readonly warm?: true;
  /** What the movers will do their work as, in words. */
  readonly movers: string;
  /** What such movers cannot carry. */
  readonly notCarried: readonly string[];
}
