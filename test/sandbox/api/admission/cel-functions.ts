type Run = (...values: never[]) => unknown;

/** Those of Kubernetes' functions on strings and lists that the evaluator does not bring, by their signature (k8s.io/apiserver/pkg/cel/library). */
export const celFunctions: Readonly<Record<string, Run>> = {
  'string.replace(string, string): string': (text: string, old: string, fresh: string) => text.replaceAll(old, () => fresh),
  'string.charAt(int): string': (text: string, index: bigint) => text.charAt(Number(index)),
  'string.find(string): string': (text: string, pattern: string) => new RegExp(pattern, 'u').exec(text)?.[0] ?? '',
  'string.findAll(string): list': (text: string, pattern: string) => [...text.matchAll(new RegExp(pattern, 'gu'))].map(([found]) => found),
  'string.format(list): string': (text: string, values: readonly unknown[]) => format(text, values),
  'list.indexOf(dyn): int': (list: readonly unknown[], value: unknown) => BigInt(list.indexOf(value)),
  'list.lastIndexOf(dyn): int': (list: readonly unknown[], value: unknown) => BigInt(list.lastIndexOf(value)),
};

/** Strings and whole numbers: all that messages need. */
function format(text: string, values: readonly unknown[]): string {
  let next = 0;
  return text.replaceAll(/%[%sd]/g, (verb) => {
    if (verb === '%%') return '%';
    if (next >= values.length) throw new Error(`index ${next} out of range`);
    return String(values[next++]);
  });
}
