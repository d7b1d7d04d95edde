import { parseBody } from './body.ts';
import type { DeleteOptions } from './call.ts';
import { isFields } from './object.ts';

/** DeleteOptions from the body, or from the query where the body is empty. */
export function readDeleteOptions(text: string, type: string, query: URLSearchParams): DeleteOptions {
  const body = text === '' ? {} : parseBody(text, type);
  const options = isFields(body) ? (body as DeleteOptions) : {};
  const grace = options.gracePeriodSeconds ?? numberOr(query.get('gracePeriodSeconds'));
  const policy = options.propagationPolicy ?? (query.get('propagationPolicy') as DeleteOptions['propagationPolicy'] | null) ?? undefined;
  return { preconditions: options.preconditions ?? undefined, propagationPolicy: policy, gracePeriodSeconds: grace ?? undefined };
}

function numberOr(text: string | null): number | undefined {
  return text === null ? undefined : Number(text);
}
