import * as v from 'valibot';

const pass = v.pipe(v.number(), v.integer(), v.minValue(1));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const snapshot = v.string();
const paths = v.array(v.string());

/** `bytesPerSecond` over one connection, 0 where it was not measured. */
const linkFacts = { bytesPerSecond: count, connections: count, packMebibytes: count, compressed: v.boolean() };

/** How the data goes from the source into the repository. */
export const linkSchema = v.object(linkFacts);
export type Link = Readonly<v.InferOutput<typeof linkSchema>>;

function milestoneOf<const Name extends string, Facts extends v.ObjectEntries>(name: Name, facts: Facts) {
  return v.object({ message_type: v.literal('mover'), milestone: v.literal(name), ...facts });
}

/** The lines that a mover's script writes itself. */
export const milestone = v.variant('milestone', [
  /** Volume, image and repository are within reach (init container). */
  milestoneOf('reached', {}),
  /** How the data goes over the link (source). */
  milestoneOf('link', linkFacts),
  /** The data is in the repository (source). */
  milestoneOf('snapshot', { pass, snapshot, bytes: count, files: count }),
  /** The snapshot is in the repository: the target may take it (source). */
  milestoneOf('complete', { pass, snapshot }),
  /** The data is on the target volume (target). */
  milestoneOf('restored', { pass, snapshot }),
  /** The target's manifest equals the source's; without the counts there are none (source). */
  milestoneOf('verified', { pass, entries: v.optional(count), digest: v.optional(v.string()) }),
  /** A pass beside the running application is on the target, in that many seconds (source). */
  milestoneOf('warmed', { pass, seconds: count }),
  /** The source has changed since the snapshot: another pass follows, or it gives up (source). */
  milestoneOf('changed', { pass, paths }),
  /** Nothing to do until the other mover has done its part: no counter rises now; the target waits for its first pass at 0 (both). */
  milestoneOf('waiting', { pass: count }),
  /** The source still equals the verified snapshot: the copy is done (source). */
  milestoneOf('final', { pass, snapshot }),
]);

type Line = v.InferOutput<typeof milestone>;
type Told<L extends Line> = L extends Line ? { readonly type: L['milestone'] } & Readonly<Omit<L, 'milestone' | 'message_type'>> : never;

/** A milestone as code reads it: `type` names it, the rest are its facts. */
export type MoverMilestone = Told<Line>;
