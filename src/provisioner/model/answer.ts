/** What a look at one object came to; closed, so that the loop handles each. */
export type Answer =
  /** As it shall be. */
  | { readonly kind: 'done' }
  /** On its way: a watched change brings us back. `reason` is a CamelCase event reason, `because` a sentence fragment for people. */
  | { readonly kind: 'in-background'; readonly reason: string; readonly because: string; readonly quiet?: boolean }
  /** Cannot go on until somebody or something else changes; looked at again later, each time later. */
  | { readonly kind: 'blocked'; readonly reason: string; readonly because: string }
  /** The selected node cannot serve it: the selection was given back, the scheduler chooses again. */
  | { readonly kind: 'reschedule'; readonly reason: string; readonly because: string }
  /** Of another class or provisioner. */
  | { readonly kind: 'not-mine' };
