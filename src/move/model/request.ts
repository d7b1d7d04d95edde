import * as v from 'valibot';
import type { MoverRights } from '../../restic/mover-rights.ts';

const optionalText = v.exactOptional(v.string());

/**
 * What the user wants, validated. It is kept in the journal in just this form, so it holds no secrets and no local paths, and a field that is
 * missing here is missing everywhere: a resumed move would not know it.
 */
export const requestSchema = v.strictObject({
  namespace: v.string(),
  claim: v.string(),
  targetNode: v.string(),
  /** How much of the copy is proven: `full` compares manifests of both volumes, `restore` trusts restic's own check, `none` nothing. */
  verify: v.picklist(['full', 'restore', 'none']),
  /** Absent in journals of versions that did not compress. */
  compression: v.exactOptional(v.picklist(['auto', 'on', 'off'])),
  /** Bytes per second that each mover may send or fetch at most. */
  limitRate: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  /** `required` refuses to move on a cluster without ValidatingAdmissionPolicy; `auto` warns, watches and re-checks there. */
  guard: v.picklist(['auto', 'required']),
  /** Keep the old copy and the journal until `move resume` (releases) or `move abort` (goes back). */
  keepSource: v.boolean(),
  /** Class of the repository's volume; without it the default class, without one an emptyDir. */
  repositoryClass: optionalText,
  /** Class of the new real claim. */
  targetClass: optionalText,
  /** Scale down who keeps pods that use the claim, and back when the claim is usable again. */
  scale: v.exactOptional(v.boolean()),
  /** Copy while the application runs, until the last difference would keep it down for no longer than this. */
  warm: v.exactOptional(v.strictObject({ maxDowntimeSeconds: v.pipe(v.number(), v.minValue(1)) })),
  /** Delete finished pods that name the claim instead of refusing because of them. */
  removeFinishedPods: v.exactOptional(v.boolean()),
  /** Let entries get other times where restic or the target cannot hold theirs, instead of failing. */
  acceptLostTimes: v.exactOptional(v.boolean()),
  /** Absent: as root, with the few capabilities that each side needs. */
  rights: v.exactOptional(
    v.variant('kind', [
      v.object({ kind: v.picklist(['root', 'privileged']) }),
      v.object({ kind: v.literal('user'), uid: v.pipe(v.number(), v.integer(), v.minValue(1)) }),
    ]),
  ),
  /** Secrets that images are pulled with, each in the claim's namespace or in that of the journals. */
  pullSecrets: v.exactOptional(v.array(v.string())),
  /** Of movers and repository. */
  priorityClass: optionalText,
  /** Taints that movers bear beside those of every move. */
  moverTolerations: v.exactOptional(
    v.array(
      v.object({
        key: v.string(),
        operator: v.picklist(['Exists', 'Equal']),
        value: optionalText,
        effect: v.exactOptional(v.picklist(['NoSchedule', 'PreferNoSchedule', 'NoExecute'])),
      }),
    ),
  ),
  /** Labels of nodes of this cluster where movers may run; a mover in a provider is placed by that provider. */
  moverNodeSelector: v.exactOptional(v.record(v.string(), v.string())),
  images: v.object({ restic: v.string(), server: v.string(), verify: v.string() }),
  /** Kubernetes quantities for every container of a move; absent ones are left out of the manifests. */
  resources: v.object({ cpuRequests: optionalText, cpuLimits: optionalText, ramRequests: optionalText, ramLimits: optionalText }),
  /** On namespace, Service and Pod of the workspace. */
  marks: v.exactOptional(
    v.object({
      labels: v.exactOptional(v.record(v.string(), v.string())),
      annotations: v.exactOptional(v.record(v.string(), v.string())),
    }),
  ),
  /** Seconds that a pod of the move may take to start, to get on, or to go, before it counts as one that never will. */
  stallSeconds: v.number(),
});

export type MoveRequest = Readonly<v.InferOutput<typeof requestSchema>>;
export type VerifyLevel = MoveRequest['verify'];
export type GuardMode = MoveRequest['guard'];
export type Images = MoveRequest['images'];

/** What the movers of that request may do. */
export function rightsOf({ rights }: Pick<MoveRequest, 'rights'>): MoverRights {
  return rights ?? { kind: 'root' };
}
