import type { Call, ListOptions } from './call.ts';
import type { ApiObject } from './object.ts';
import { type Matches, parseSelectors } from './selectors.ts';
import { badRequest } from './status.ts';
import type { Store } from './store.ts';
import type { Change } from './watch-hub.ts';

export interface Seen {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: ApiObject;
}

/**
 * Reports what changes, from `from` on without a gap, until the returned function is called. Without a version (or 0) it starts
 * with what is there. Throws 410 when `from` is older than the history. An object that starts to match is ADDED, one that stops is DELETED.
 */
export function startWatch(
  store: Store,
  watch: { call: Call; selectors: ListOptions; from: string },
  report: (seen: Seen) => void,
): () => void {
  const { call, selectors, from } = watch;
  const matches = parseSelectors(call.kind.plural, selectors);
  const consider = (change: Change) => {
    if (change.kind !== call.kind) return;
    if (call.namespace !== undefined && change.last.metadata.namespace !== call.namespace) return;
    const seen = translate(change, matches);
    if (seen !== undefined) report(seen);
  };
  if (from === '' || from === '0') {
    for (const object of store.list(call.kind, call.namespace).filter(matches)) report({ type: 'ADDED', object });
  } else {
    const version = Number(from);
    if (!Number.isInteger(version)) throw badRequest(`Invalid value: "${from}": strconv.ParseUint: parsing "${from}": invalid syntax`);
    for (const change of store.hub.since(version)) consider(change);
  }
  return store.hub.subscribe(consider);
}

function translate(change: Change, matches: Matches): Seen | undefined {
  const before = change.before !== undefined && matches(change.before);
  const after = change.after !== undefined && matches(change.after);
  if (after) return { type: before ? 'MODIFIED' : 'ADDED', object: change.last };
  if (!before || change.before === undefined) return undefined;
  const { resourceVersion = '' } = change.last.metadata;
  // What stopped matching is shown as it was, at the version of now.
  return { type: 'DELETED', object: { ...change.before, metadata: { ...change.before.metadata, resourceVersion } } };
}
