import type { ListOptions } from './call.ts';
import { badRequest } from './status.ts';

/** Selectors and paging of a list or watch, as its query has them. Throws 400. */
export function listOptions(query: URLSearchParams): ListOptions {
  const limit = Number(query.get('limit') ?? '0');
  if (!Number.isInteger(limit)) throw badRequest(`limit: invalid value ${query.get('limit')}`);
  const text = (name: string) => query.get(name) || undefined;
  return { labels: text('labelSelector'), fields: text('fieldSelector'), limit, continueToken: text('continue') };
}
