import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../../src/base/time/clock.ts';
import type { Tokens } from './authentication.ts';
import type { Authorizer } from './authorization.ts';
import type { User } from './call.ts';
import type { Gate } from './gate.ts';
import type { ResourceKind } from './kinds.ts';
import type { Logs } from './logs.ts';
import type { Store } from './store.ts';

/** What answering over HTTP needs. */
export interface HttpParts {
  readonly gate: Gate;
  readonly store: Store;
  readonly kinds: readonly ResourceKind[];
  readonly tokens: Tokens;
  readonly authorizer: Authorizer;
  readonly logs: Logs;
  readonly clock: Clock;
  /** Aborted when watches must end. */
  watches(): AbortSignal;
}

/** One request on its way to its answer. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly user: User;
}
