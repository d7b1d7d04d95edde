import { failedWith } from './errors.ts';
import type { Kind } from '../objects/kinds.ts';
import { collectionPath, scopeQuery } from './paths.ts';
import type { List, Scope } from './port.ts';
import type { Call } from './transport.ts';

/** One answer of many. */
export interface Page {
  readonly metadata: { readonly resourceVersion?: string; readonly continue?: string };
  readonly items: object[] | null;
}

/** Objects per page; client-go's default. */
const pageSize = 500;

interface Collection<T> {
  readonly kind: Kind<T>;
  readonly scope: Scope;
  /** What is kept of an object. */
  readonly keep: (object: T) => T;
}

/** Reads a collection page by page; all pages show the same instant. */
export async function listAll<T>(
  { kind, scope, keep }: Collection<T>,
  get: (call: Omit<Call, 'attempt'>) => Promise<Page>,
): Promise<List<T>> {
  const path = collectionPath(kind, scope.namespace);
  const items: T[] = [];
  let page: Page | undefined;
  do {
    const query = scopeQuery(scope);
    query.set('limit', String(pageSize));
    if (page?.metadata.continue) query.set('continue', page.metadata.continue);
    try {
      page = await get({ method: 'GET', path, query });
    } catch (error) {
      if (page === undefined || !failedWith(error, 'gone')) throw error;
      // The instant of the first page is too old by now: everything in one answer, as client-go's pager does.
      page = await get({ method: 'GET', path, query: scopeQuery(scope) });
      items.length = 0;
    }
    for (const item of page.items ?? []) items.push(keep(withKind(kind, item)));
  } while (page.metadata.continue);
  return { items, resourceVersion: page.metadata.resourceVersion ?? '' };
}

/** Items of built-in lists come without what every single object has. */
function withKind<T>(kind: Kind<T>, item: object): T {
  return { apiVersion: kind.apiVersion, kind: kind.kind, ...item } as T;
}
