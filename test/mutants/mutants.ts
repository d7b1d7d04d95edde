import { boundMutants } from './bound-mutants.ts';
import { fitMutants } from './fit-mutants.ts';
import { lateMutants } from './late-mutants.ts';
import { liqoMutants } from './liqo-mutants.ts';
import { lookMutants } from './look-mutants.ts';
import { lostMutants } from './lost-mutants.ts';
import { matrixMutants } from './matrix-mutants.ts';
import { moveMutants } from './move-mutants.ts';
import { moverMutants } from './mover-mutants.ts';
import { rightsMutants } from './rights-mutants.ts';
import { type Mutant, mutantsOf } from './mutant.ts';

const quantities = mutantsOf({ file: 'src/base/quantity.ts', tests: ['test/unit/base/quantity.test.ts'], seconds: 60 }, [
  ['a started byte does not count', 'return divideUp(quantity.billionths, billion);', 'return quantity.billionths / billion;'],
  ['quantities sort backwards', 'return a.billionths < b.billionths ? -1 : 1;', 'return a.billionths < b.billionths ? 1 : -1;'],
]);

export const mutants: readonly Mutant[] = [
  ...moveMutants,
  ...quantities,
  ...boundMutants,
  ...fitMutants,
  ...lateMutants,
  ...liqoMutants,
  ...lookMutants,
  ...lostMutants,
  ...matrixMutants,
  ...moverMutants,
  ...rightsMutants,
];
