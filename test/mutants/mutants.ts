import type { Mutant } from './mutant.ts';

export const mutants: readonly Mutant[] = [
  {
    name: 'a started byte does not count',
    file: 'src/base/quantity.ts',
    search: 'return divideUp(quantity.billionths, billion);',
    replace: 'return quantity.billionths / billion;',
    tests: ['test/unit/base/quantity.test.ts'],
    seconds: 60,
  },
  {
    name: 'quantities sort backwards',
    file: 'src/base/quantity.ts',
    search: 'return a.billionths < b.billionths ? -1 : 1;',
    replace: 'return a.billionths < b.billionths ? 1 : -1;',
    tests: ['test/unit/base/quantity.test.ts'],
    seconds: 60,
  },
];
