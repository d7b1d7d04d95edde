import { kinds } from '../../../src/kube/objects/kinds.ts';
import type { App } from '../../place/app.ts';
import type { AuditEntry } from '../../sandbox/api/audit.ts';
import type { World } from '../world/world.ts';
import { findSafePlaces } from './safe-copies.ts';

/** Looks after every write of anybody to any cluster whether there is a safe copy of the app's data. */
interface Witness {
  /** Writes after which there was none, each with who wrote. */
  readonly unsafe: readonly string[];
  /** How often it has looked. */
  readonly looks: number;
  /** Of every claim of that name that there was. */
  readonly uids: ReadonlySet<string>;
  stop(): void;
}

/** They say nothing about where data is, and come by themselves. */
const idle = new Set(['events', 'leases', 'nodes', 'nodes/status', 'services', 'endpointslices', 'serviceaccounts', 'resourcequotas']);

export function startWitness(world: World, app: App, files: string): Witness {
  const unsafe: string[] = [];
  const uids = new Set<string>();
  const seen = { looks: 0 };
  const look = (cluster: string, entry: AuditEntry) => {
    if (!isWriteNear(app, entry)) return;
    seen.looks += 1;
    const uid = world.consumer.peek(kinds.claim, { namespace: app.namespace, name: app.claim })?.metadata.uid;
    if (uid !== undefined) uids.add(uid);
    if (findSafePlaces(world, app, files).length > 0) return;
    unsafe.push(`${entry.user}: ${entry.verb} ${entry.resource} ${entry.namespace ?? ''}/${entry.name} in ${cluster}`);
  };
  const stops = Object.values(world.clusters).map(({ name, server }) => server.onRequest((entry) => look(name, entry)));
  return {
    unsafe,
    uids,
    get looks() {
      return seen.looks;
    },
    stop: () => stops.forEach((stop) => stop()),
  };
}

/** Whether it has changed anything that the app's data may depend on; namespaces of other apps do not count. */
function isWriteNear({ namespace: own }: App, { verb, resource, namespace, code, dryRun }: AuditEntry): boolean {
  const changed = code < 300 && !dryRun && ['create', 'update', 'patch', 'delete', 'deletecollection'].includes(verb);
  return changed && !idle.has(resource) && (namespace === undefined || !namespace.startsWith('app-') || namespace.startsWith(own));
}
