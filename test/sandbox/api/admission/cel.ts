import { Environment } from '@marcbachmann/cel-js';
import { type Fields, isFields } from '../object.ts';
import { celFunctions } from './cel-functions.ts';

const always = ['object', 'oldObject', 'request', 'namespaceObject', 'variables'];
const withoutParams = environmentWith(always);
const withParams = environmentWith([...always, 'params']);

function environmentWith(names: readonly string[]): Environment {
  const environment = new Environment({ enableOptionalTypes: true, homogeneousAggregateLiterals: false });
  for (const name of names) environment.registerVariable(name, 'dyn');
  for (const [signature, run] of Object.entries(celFunctions)) environment.registerFunction(signature, run);
  return environment;
}

/** A compiled expression of an admission policy. */
export type Expression = (variables: Fields) => unknown;

/** Compiles an expression; throws with the compiler's words when it does not parse or names what does not exist, as `params` without a kind. */
export function compileExpression(text: string, { params }: { params: boolean }): Expression {
  const parsed = (params ? withParams : withoutParams).parse(text);
  const checked = parsed.check();
  if (!checked.valid) throw new Error(checked.error?.message ?? 'does not compile');
  return (variables) => parsed(variables) as unknown;
}

/** JSON as CEL sees it: whole numbers are integers, absent is null. Objects are maps: of a plain one the evaluator looks at `constructor`, which may be a label. */
export function celValue(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(celValue);
  if (!isFields(value)) return value;
  const present = Object.entries(value).filter(([, each]) => each !== undefined);
  return new Map(present.map(([key, each]) => [key, celValue(each)]));
}
