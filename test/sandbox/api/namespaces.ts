import type { Call } from './call.ts';
import { kindNamed } from './kinds.ts';
import { forbidden, notFound } from './status.ts';
import type { Store } from './store.ts';

const namespaces = kindNamed('namespaces');

/** A namespace must exist and not be going for anything to be created in it. Throws 404 and 403. */
export function checkNamespaceOpen(call: Call, name: string, store: Store): void {
  if (!call.kind.namespaced || call.namespace === undefined) return;
  const namespace = store.get(namespaces, call.namespace);
  if (namespace === undefined) throw notFound(namespaces, call.namespace);
  if (namespace.metadata.deletionTimestamp === undefined) return;
  throw forbidden(call.kind, name, `unable to create new content in namespace ${call.namespace} because it is being terminated`, [
    { reason: 'NamespaceTerminating', message: `namespace ${call.namespace} is being terminated`, field: 'metadata.namespace' },
  ]);
}
