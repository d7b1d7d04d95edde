import type { Clock } from '../../base/time/clock.ts';
import { makeFirstContact } from '../../kube/login/first-contact.ts';
import type { HeldLease } from '../../kube/lease/lease-renewal.ts';
import { anyAborted } from './any-aborted.ts';
import { findStuck } from '../loop/health.ts';
import { failureText } from '../loop/look.ts';
import { type ListenAddress, startProbeServer } from './http-server.ts';
import { keepTrying } from './keep-trying.ts';
import { assembleReplica, type Replica, type ReplicaOptions } from './replica.ts';
import { takeLead } from './take-lead.ts';

/** How a replica ended. */
export type ReplicaEnd =
  /** It was asked to, finished what it was working on, and freed the lease. */
  | 'stopped'
  /** Another replica leads or may soon: nothing was finished, nothing may be written any more. */
  | 'lost'
  /** It was asked twice, and finished nothing. */
  | 'killed';

/** Ends a replica: the first signal asks it to finish, the second does not wait for that. */
export interface StopSignals {
  readonly gentle: AbortSignal;
  readonly hard: AbortSignal;
}

/** Serves probes, waits for its turn, and reconciles until it is stopped or the lease is lost. Throws AppError where it cannot begin. */
export async function runReplica(options: ReplicaOptions, listen: ListenAddress, stop: StopSignals): Promise<ReplicaEnd> {
  const over = new AbortController();
  const signal = AbortSignal.any([stop.gentle, over.signal]);
  const replica = assembleReplica(options, signal);
  let ready = false;
  const server = await startProbeServer(
    listen,
    probesOf(replica, options.clock, () => ready && !signal.aborted),
  );
  options.log.info({ port: server.port }, 'listening');
  try {
    const reconcilers = await prepare(replica, options, signal);
    if (reconcilers === undefined) return 'stopped';
    ready = true;
    const lease = await takeLead(replica.electing, options.election, { ...options, signal });
    if (lease === undefined) return 'stopped';
    options.log.info({ holder: options.election.holder, fencingToken: lease.fencingToken }, 'leading');
    replica.leadership.begin(lease);
    replica.loop.start(reconcilers);
    await anyAborted(stop.gentle, lease.lost);
    over.abort();
    return await finish(replica, lease, { ...options, hard: stop.hard });
  } finally {
    over.abort();
    await server.close();
    options.log.info({}, 'stopped');
  }
}

function probesOf({ loop, leadership, metrics }: Replica, clock: Clock, ready: () => boolean) {
  return {
    unhealthy: () => findStuck(loop.longest, clock),
    unready: () => (ready() ? undefined : 'the caches are not complete, or the end has begun'),
    metrics: () => metrics.render({ depth: loop.depth, leads: leadership.leads, standings: loop.standings }),
  };
}

/** The reconcilers with complete caches; undefined when the signal came first. */
function prepare(replica: Replica, options: ReplicaOptions, signal: AbortSignal) {
  const attempt = async (until: AbortSignal) => {
    const context = replica.contextFor(until);
    await makeFirstContact(context.consumer);
    return options.createReconcilers(context);
  };
  return keepTrying(attempt, { ...options, signal });
}

async function finish(
  { loop }: Replica,
  lease: HeldLease,
  { log, hard }: Pick<ReplicaOptions, 'log'> & { readonly hard: AbortSignal },
): Promise<ReplicaEnd> {
  if (!lease.lost.aborted) log.info({}, 'stopping: finishing what is under way');
  await Promise.race([loop.stopped, anyAborted(lease.lost, hard)]);
  if (lease.lost.aborted) {
    log.error({ error: failureText(lease.lost.reason) }, 'the lease is lost');
    return 'lost';
  }
  if (hard.aborted) return 'killed';
  await lease
    .release()
    .catch((error: unknown) => log.warn({ error: failureText(error) }, 'the lease could not be freed: others wait it out'));
  return 'stopped';
}
