import type { AccessQuestion } from '../../kube/port.ts';

/** `get, list pods in namespace app; create persistentvolumes`: verbs by resource and namespace. */
export function rightsWords(missing: readonly AccessQuestion[]): string {
  const verbs = new Map<string, string[]>();
  for (const right of missing) {
    const where = right.namespace === undefined ? '' : ` in namespace ${right.namespace}`;
    const what = `${resourceWord(right)}${where}`;
    verbs.set(what, [...(verbs.get(what) ?? []), right.verb]);
  }
  return [...verbs].map(([what, each]) => `${each.join(', ')} ${what}`).join('; ');
}

/** As kubectl names it: `jobs.batch`. */
export function resourceWord({ group, resource }: AccessQuestion): string {
  return group === '' ? resource : `${resource}.${group}`;
}
