import type { ListOptions } from './call.ts';
import type { ApiObject } from './object.ts';
import { badRequest } from './status.ts';
import type { Store } from './store.ts';

/** One answer of a list. */
export interface Page {
  readonly items: ApiObject[];
  readonly resourceVersion: string;
  readonly continueToken?: string;
  readonly remaining?: number;
}

/** Cuts a list into pages; the token names the last object handed out. */
export function pageOf(objects: ApiObject[], store: Store, options: ListOptions): Page {
  const resourceVersion = String(store.version);
  const from = options.continueToken === undefined ? '' : readToken(options.continueToken);
  const rest = from === '' ? objects : objects.filter((object) => placeOf(object) > from);
  const limit = options.limit ?? 0;
  if (limit <= 0 || rest.length <= limit) return { items: rest, resourceVersion };
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  const continueToken = Buffer.from(JSON.stringify({ after: last === undefined ? '' : placeOf(last) })).toString('base64url');
  return { items, resourceVersion, continueToken, remaining: rest.length - limit };
}

function placeOf(object: ApiObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
}

function readToken(token: string): string {
  try {
    const { after } = JSON.parse(Buffer.from(token, 'base64url').toString()) as { after: unknown };
    if (typeof after === 'string') return after;
  } catch {
    // Falls through to the same answer as a token of another shape.
  }
  throw badRequest('continue key is not valid');
}
