import type { AccessQuestion } from '../../../kube/client/port.ts';

/** By resource and namespace: `get, list pods in namespace app`, `create persistentvolumes`. */
export function rightsLines(missing: readonly AccessQuestion[]): readonly string[] {
  const verbs = new Map<string, string[]>();
  for (const right of missing) {
    const where = right.namespace === undefined ? '' : ` in namespace ${right.namespace}`;
    const what = `${resourceWord(right)}${where}`;
    verbs.set(what, [...(verbs.get(what) ?? []), right.verb]);
  }
  return [...verbs].map(([what, each]) => `${each.join(', ')} ${what}`);
}

/** `1 right`, `7 rights`. */
export function rightsCount({ length }: readonly AccessQuestion[]): string {
  return length === 1 ? '1 right' : `${length} rights`;
}

/** As kubectl names it: `jobs.batch`. */
export function resourceWord({ group, resource }: AccessQuestion): string {
  return group === '' ? resource : `${resource}.${group}`;
}
