import { parseBody } from './body.ts';
import type { DeleteOptions } from './call.ts';
import { isFields } from './object.ts';
import { badRequest } from './status.ts';

interface WireDeleteOptions extends DeleteOptions {
  readonly dryRun?: readonly string[];
}

/** DeleteOptions from the body and, for what it leaves out, from the query. Throws 400. */
export function readDeleteOptions(sent: Buffer, type: string, query: URLSearchParams): { dryRun: boolean; options: DeleteOptions } {
  const body = sent.length === 0 ? {} : parseBody(sent, type);
  const { dryRun, preconditions, propagationPolicy, gracePeriodSeconds } = (isFields(body) ? body : {}) as WireDeleteOptions;
  const policy = query.get('propagationPolicy') as NonNullable<DeleteOptions['propagationPolicy']> | null;
  return {
    dryRun: parseDryRun(dryRun ?? query.getAll('dryRun')),
    options: {
      preconditions: preconditions ?? undefined,
      propagationPolicy: propagationPolicy ?? policy ?? undefined,
      gracePeriodSeconds: gracePeriodSeconds ?? numberIn(query.get('gracePeriodSeconds')),
    },
  };
}

/** Whether a request only asks what would happen. Throws 400 on any value but `All`. */
export function parseDryRun(values: readonly string[]): boolean {
  if (values.every((value) => value === 'All')) return values.length > 0;
  throw badRequest(`Invalid value: ${JSON.stringify(values)}: dryRun: supported values: "All"`);
}

function numberIn(text: string | null): number | undefined {
  return text === null ? undefined : Number(text);
}
