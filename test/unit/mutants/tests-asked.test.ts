import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { mutants } from '../../mutants/mutants.ts';
import { planProof } from '../../mutants/proof.ts';

const asked = [...new Set(mutants.flatMap(({ tests }) => tests))];

it.each(asked)('%s, which a mutant asks, is there', (file) => {
  // A trial without a file fails, and would count as noticed.
  expect(file).toMatch(/^test\/.*\.test\.ts$/);
  expect(existsSync(file)).toBe(true);
});

it('each test proves itself once, as a whole or by all that is asked of it', () => {
  const common = { name: 'm', file: 'f', search: 's', replace: 'r', seconds: 10 };
  const plan = planProof([
    { ...common, tests: ['a'] },
    { ...common, tests: ['a', 'b'], filter: 'one' },
    { ...common, tests: ['b'], filter: 'two' },
    { ...common, tests: ['b'], filter: 'one' },
  ]);
  expect(planProof([{ ...common, tests: [], matrix: 'meddle lr' }])).toEqual([{ tests: [], matrix: 'meddle lr', seconds: 30 }]);
  expect(plan).toEqual([
    { tests: ['a'], seconds: 1500 },
    { tests: ['b'], filter: 'one|two', seconds: 30 },
  ]);
});
