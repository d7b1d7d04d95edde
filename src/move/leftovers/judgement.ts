import type { Hint } from '../../base/hint.ts';

/** To whom something that carries the mark of a move belongs, and what becomes of it. */
export type Judgement =
  /** A journal says what is to become of it, or is about to. */
  | { readonly kind: 'needed'; readonly by: string }
  | { readonly kind: 'remove' }
  /** It was there before the move: only the move's marks and hold go. */
  | { readonly kind: 'release' }
  /** It may be the only copy of data, or is out of reach: a person decides. */
  | { readonly kind: 'keep'; readonly why: string; readonly next: readonly Hint[] };

export const remove: Judgement = { kind: 'remove' };
export const release: Judgement = { kind: 'release' };

export function keep(why: string, ...next: readonly Hint[]): Judgement {
  return { kind: 'keep', why, next };
}
