import * as v from 'valibot';
import type { AppError } from '../../src/base/errors.ts';
import type { Hint } from '../../src/base/hint.ts';

/** An error in a document: what happened, what was seen, and lines to type next. */
export const printedError = v.object({
  kind: v.picklist(['usage', 'refused', 'cluster', 'move', 'interrupted', 'bug']),
  message: v.string(),
  seen: v.array(v.string()),
  next: v.array(v.string()),
});

/** What becomes of a value in a document: errors become objects, and hints become lines. */
export type Printed<T> = T extends string | number | boolean | undefined
  ? T
  : T extends AppError
    ? v.InferOutput<typeof printedError>
    : T extends readonly (infer Item)[]
      ? [Hint] extends [Item]
        ? string[]
        : Printed<Item>[]
      : { -readonly [Key in keyof T as undefined extends T[Key] ? never : Key]: Printed<T[Key]> } & {
          // JSON has no undefined: the field is left out.
          -readonly [Key in keyof T as undefined extends T[Key] ? Key : never]?: Printed<Exclude<T[Key], undefined>>;
        };

/** With every field there: one that is optional, and missing in the other type, would not tell the two apart. */
type Whole<T> = T extends readonly (infer Item)[]
  ? Whole<Item>[]
  : T extends object
    ? { [Key in keyof T]-?: Whole<Exclude<T[Key], undefined>> }
    : T;

type Same<A, B> = [A, B, Whole<A>, Whole<B>] extends [B, A, Whole<B>, Whole<A>]
  ? []
  : [difference: { readonly schema: A; readonly printed: B }];

/** Takes a schema of exactly what a value of that type is printed as. It does not compile where the two differ: a new field needs its line. */
export function describing<T>() {
  return <S extends v.GenericSchema>(schema: S, ..._difference: Same<v.InferInput<S>, Printed<T>>): S => schema;
}
