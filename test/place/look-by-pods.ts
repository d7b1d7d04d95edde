import { listing } from './app.ts';
import type { CopyLook } from './copies.ts';
import type { Place } from './place.ts';

/** From a pod, as an application would: `where` is a node that the consumer knows. Throws where the volume's affinity keeps the pod off it. */
export function lookByPods(place: Place): CopyLook {
  // A guard keeps pods off the claim of a move that was killed.
  return { read: async (app, where) => ({ where, files: await listing(place, app, where) }), findSafe: undefined };
}
