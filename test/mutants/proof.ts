import type { Mutant } from './mutant.ts';
import type { Trial } from './trial.ts';

/** What must pass without any mutant, each test once: whole files where a mutant asks for them, else what the filters of a file name. */
export function planProof(mutants: readonly Mutant[]): readonly Trial[] {
  const whole = new Set(mutants.filter(({ filter }) => filter === undefined).flatMap(({ tests }) => tests));
  const filters = new Map<string, { names: Set<string>; seconds: number }>();
  for (const { tests, filter, seconds } of mutants) {
    for (const test of filter === undefined ? [] : tests.filter((one) => !whole.has(one))) {
      const { names, seconds: most } = filters.get(test) ?? { names: new Set(), seconds: 0 };
      filters.set(test, { names: names.add(filter ?? ''), seconds: most + seconds });
    }
  }
  const rows = new Map(mutants.flatMap(({ matrix, seconds }) => (matrix === undefined ? [] : [[matrix, seconds] as const])));
  const points = [...rows].map(([matrix, seconds]) => ({ tests: [], matrix, seconds: 3 * seconds }));
  const filtered = [...filters].map(([test, { names, seconds }]) => ({ tests: [test], filter: [...names].join('|'), seconds }));
  // Without a file vitest would run them all.
  return [...(whole.size > 0 ? [{ tests: [...whole], seconds: 1500 }] : []), ...filtered, ...points];
}
