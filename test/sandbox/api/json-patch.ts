import type { JsonPatchOperation } from '../../../src/kube/client/port.ts';
import { copyJson } from './copy-json.ts';
import { isFields, sameJson } from './object.ts';
import { ApiError } from './status.ts';

type Operation = JsonPatchOperation | { readonly op: 'copy' | 'move'; readonly from: string; readonly path: string };

/** JSON patch (RFC 6902) on a copy of `document`. Throws 422 as the real server does when an operation fails. */
export function applyJsonPatch<T>(document: T, operations: readonly Operation[]): T {
  let result: unknown = copyJson(document);
  for (const operation of operations) result = applyOne(result, operation);
  return result as T;
}

function applyOne(document: unknown, operation: Operation): unknown {
  const path = stepsOf(operation.path);
  switch (operation.op) {
    case 'test':
      if (sameJson(read(document, path), operation.value)) return document;
      throw failed(`testing value ${operation.path} failed: test failed`);
    case 'add':
      return write(document, path, { value: operation.value, insert: true });
    case 'replace':
      read(document, path);
      return write(document, path, { value: operation.value, insert: false });
    case 'remove':
      return remove(document, path);
    case 'copy':
      return write(document, path, { value: copyJson(read(document, stepsOf(operation.from))), insert: true });
    case 'move': {
      const value = read(document, stepsOf(operation.from));
      return write(remove(document, stepsOf(operation.from)), path, { value, insert: true });
    }
    default:
      throw failed(`unexpected operation ${JSON.stringify(operation)}`);
  }
}

function stepsOf(pointer: string): string[] {
  if (pointer === '') return [];
  return pointer
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function read(document: unknown, path: readonly string[]): unknown {
  let value = document;
  for (const step of path) {
    const next = Array.isArray(value) ? (value[Number(step)] as unknown) : isFields(value) ? value[step] : undefined;
    if (next === undefined) throw failed(`the path "/${path.join('/')}" does not exist: missing value`);
    value = next;
  }
  return value;
}

function write(document: unknown, path: readonly string[], what: { value: unknown; insert: boolean }): unknown {
  const last = path.at(-1);
  if (last === undefined) return what.value;
  const parent = read(document, path.slice(0, -1));
  if (isFields(parent)) {
    parent[last] = what.value;
    return document;
  }
  if (!Array.isArray(parent)) throw failed(`the parent of "/${path.join('/')}" is no container`);
  const index = last === '-' ? parent.length : Number(last);
  if (!Number.isInteger(index) || index < 0 || index > parent.length) throw failed(`invalid index referenced: ${last}`);
  parent.splice(index, what.insert ? 0 : 1, what.value);
  return document;
}

function remove(document: unknown, path: readonly string[]): unknown {
  const last = path.at(-1) ?? '';
  read(document, path);
  const parent = read(document, path.slice(0, -1));
  if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else if (isFields(parent)) delete parent[last];
  return document;
}

function failed(why: string): ApiError {
  return new ApiError(422, 'Invalid', `the server rejected our request due to an error in our request: ${why}`);
}
