import { type Column, columnsOf } from './columns.ts';
import type { ResourceKind } from './kinds.ts';
import { type ApiObject, isFields } from './object.ts';

/** Turns an object into what a watch event carries. */
export type RowWriter = (object: ApiObject) => unknown;

/** Whether the first thing that the client accepts is a table. */
export function wantsTable(accept: string | undefined): boolean {
  const [first = ''] = (accept ?? '').split(',');
  return first.includes('as=Table') && first.includes('g=meta.k8s.io');
}

/** An object or list as a `Table`; undefined for what is none (a Status, a Scale). */
export function asTable(kind: ResourceKind, body: unknown, query: URLSearchParams): object | undefined {
  if (!isFields(body)) return undefined;
  const items = Array.isArray(body['items'])
    ? (body['items'] as ApiObject[])
    : body['kind'] === kind.kind
      ? [body as ApiObject]
      : undefined;
  if (items === undefined) return undefined;
  const columns = columnsOf(kind.plural);
  const { resourceVersion, continue: next, remainingItemCount } = body['metadata'] as Record<string, unknown>;
  return {
    ...header(columns),
    metadata: { resourceVersion, continue: next, remainingItemCount },
    rows: items.map((item) => row(item, columns, query)),
  };
}

/** Rows one at a time, for a watch: only the first carries the headings. */
export function rowWriter(kind: ResourceKind, query: URLSearchParams): RowWriter {
  const columns = columnsOf(kind.plural);
  let first = true;
  return (object) => {
    const { columnDefinitions, ...rest } = header(columns);
    const table = { ...rest, columnDefinitions: first ? columnDefinitions : null, rows: [row(object, columns, query)] };
    first = false;
    return { ...table, metadata: { resourceVersion: object.metadata.resourceVersion } };
  };
}

function header(columns: readonly Column[]) {
  const columnDefinitions = columns.map(({ name, wide, type = 'string' }, index) => ({
    name,
    type,
    format: index === 0 ? 'name' : '',
    description: name,
    priority: wide === true ? 1 : 0,
  }));
  return { kind: 'Table', apiVersion: 'meta.k8s.io/v1', columnDefinitions };
}

function row(object: ApiObject, columns: readonly Column[], query: URLSearchParams): object {
  const cells = columns.map((column) => column.cell(object) ?? '<none>');
  const include = query.get('includeObject') ?? 'Metadata';
  if (include === 'None') return { cells };
  if (include === 'Object') return { cells, object };
  return { cells, object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata } };
}
