import * as v from 'valibot';

/** Kinds whose number of replicas a move may set. */
const scaledKinds = ['StatefulSet', 'Deployment', 'ReplicaSet'] as const;

export type ScaledKind = (typeof scaledKinds)[number];

/** Who keeps pods that use the claim, and how it is scaled for the move. */
export const scaledOwnerSchema = v.strictObject({
  kind: v.picklist(scaledKinds),
  namespace: v.string(),
  name: v.string(),
  uid: v.string(),
  /** As they were, and as the move sets them. */
  replicas: v.number(),
  scaledTo: v.number(),
  /** `down`: scaled down, or about to be; `up`: back at what it was; `left`: not ours to scale back. Absent before anything was done. */
  state: v.exactOptional(v.picklist(['down', 'up', 'left'])),
  /** Why it was left alone, as in `Deployment web: somebody has scaled it to 5`. */
  left: v.exactOptional(v.string()),
});

export type ScaledOwner = Readonly<v.InferOutput<typeof scaledOwnerSchema>>;

/** As in `StatefulSet web`. */
export function nameOwner({ kind, name }: Pick<ScaledOwner, 'kind' | 'name'>): string {
  return `${kind} ${name}`;
}
