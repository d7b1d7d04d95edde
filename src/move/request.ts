import type { MoverRights } from '../restic/mover-rights.ts';
import type { GivenMarks } from './workspace/given-marks.ts';

/** How much of the copy is proven: `full` compares manifests of both volumes, `restore` trusts restic's own check, `none` nothing. */
export type VerifyLevel = 'full' | 'restore' | 'none';

/** `required` refuses to move on a cluster without ValidatingAdmissionPolicy; `auto` warns, watches and re-checks there. */
export type GuardMode = 'auto' | 'required';

export interface Images {
  readonly restic: string;
  readonly server: string;
  readonly verify: string;
}

/** Kubernetes quantities for every container of a move; absent ones are left out of the manifests. */
export interface ContainerResources {
  readonly cpuRequests?: string;
  readonly cpuLimits?: string;
  readonly ramRequests?: string;
  readonly ramLimits?: string;
}

/** What the user wants, validated. It is kept in the journal, so it holds no secrets and no local paths. */
export interface MoveRequest {
  readonly namespace: string;
  readonly claim: string;
  readonly targetNode: string;
  readonly verify: VerifyLevel;
  readonly guard: GuardMode;
  /** Keep the old copy and the journal until `move resume` (releases) or `move abort` (goes back). */
  readonly keepSource: boolean;
  /** Class of the repository's volume; without it the default class, without one an emptyDir. */
  readonly repositoryClass?: string;
  /** Class of the new real claim. */
  readonly targetClass?: string;
  /** Delete finished pods that name the claim instead of refusing because of them. */
  readonly removeFinishedPods?: boolean;
  /** Let entries get other times where restic or the target cannot hold theirs, instead of failing. */
  readonly acceptLostTimes?: boolean;
  /** Absent: as root, with the few capabilities that each side needs. */
  readonly rights?: MoverRights;
  readonly images: Images;
  readonly resources: ContainerResources;
  /** On namespace, Service and Pod of the workspace. */
  readonly marks?: GivenMarks;
  /** Seconds that a pod of the move may take to start, to get on, or to go, before it counts as one that never will. */
  readonly stallSeconds: number;
}

export const defaultImages: Images = {
  restic: 'restic/restic:0.19.1',
  server: 'restic/rest-server:0.14.0',
  verify: 'python:3-alpine',
};

/** What the movers of that request may do. */
export function rightsOf({ rights }: Pick<MoveRequest, 'rights'>): MoverRights {
  return rights ?? { kind: 'root' };
}
