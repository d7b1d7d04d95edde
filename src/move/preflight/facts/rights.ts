import { type Kind, kinds } from '../../../kube/objects/kinds.ts';
import type { AccessQuestion } from '../../../kube/client/port.ts';
import { liqoKinds } from '../../../liqo/kinds.ts';
import { journalNamespace } from '../../model/names.ts';
import { workloadKinds } from '../scaling/workloads.ts';

/** What decides which rights a move needs in the consumer. */
export interface RequiredAccess {
  /** Of the claim. */
  readonly namespace: string;
  /** Where real claims and movers of a local end are; undefined where neither end is local. */
  readonly storageNamespace: string | undefined;
  readonly workspace: string;
  /** A provider takes part: its mover's Job is in the claim's namespace. */
  readonly remote: boolean;
  readonly guarded: boolean;
  /** The class of the new real claim is not there yet. */
  readonly makesClass: boolean;
  readonly removesPods: boolean;
  /** Secrets for images are looked for, in the claim's namespace and in that of the journals. */
  readonly pullsWithSecrets: boolean;
  /** There is a StatefulSet to wake when the claim is free again. */
  readonly wakesSets: boolean;
  /** Kinds of those that are scaled; undefined without `--scale`. */
  readonly scaledKinds: readonly Kind<unknown>[] | undefined;
  /** Kinds of the claim's owners. */
  readonly ownerKinds: readonly Kind<unknown>[];
  /** Namespaces of the Secrets by which Liqo lets this cluster into providers; none where the user brings kubeconfigs. */
  readonly tenants: readonly string[];
}

const reading = ['get', 'list', 'watch'] as const;
const owning = ['get', 'create', 'delete'] as const;

/** Every right that the move will use in the consumer, verb by verb, and none besides. */
export function neededRights(print: RequiredAccess): readonly AccessQuestion[] {
  const { storageNamespace, workspace, remote, tenants } = print;
  return distinct([
    ...clusterRights(print),
    ...journalRights(),
    ...claimRights(print),
    ...scaleRights(print),
    ...(storageNamespace === undefined ? [] : rights(kinds.claim, [...reading, 'create', 'patch', 'delete'], storageNamespace)),
    ...moverNamespaces(print).flatMap(moverRights),
    ...(print.pullsWithSecrets ? [print.namespace, journalNamespace].flatMap((each) => rights(kinds.secret, ['get'], each)) : []),
    ...tenants.flatMap((tenant) => rights(kinds.secret, ['get'], tenant)),
    ...rights(kinds.pod, [...reading, 'create', 'delete'], workspace),
    ...rights(kinds.secret, owning, workspace),
    ...rights(kinds.service, ['get', 'create'], workspace),
    ...(remote ? rights(liqoKinds.namespaceOffloading, [...reading, 'create', 'delete'], workspace) : []),
  ]);
}

/**
 * What a move uses where it may, and does without where it may not: logs for progress and stalls, pods and events for the evidence of a failure,
 * events on the claim that tell of the move, dry runs of its pods, quotas, the deletion of its own pods on nodes that are lost, policies where those of a namespace close its network, and
 * the search for what ended moves have left.
 */
export function usefulRights(print: RequiredAccess): readonly AccessQuestion[] {
  const movers = moverNamespaces(print);
  const evidence = [...movers, print.workspace].flatMap((namespace) => [
    ...rights(kinds.pod, ['get'], namespace),
    { ...right(kinds.pod, 'get', namespace), subresource: 'log' },
    ...rights(kinds.event, ['list'], namespace),
  ]);
  return distinct([
    ...evidence,
    ...rights(kinds.event, ['create', 'get', 'patch'], print.namespace),
    ...movers.flatMap((namespace) => rights(kinds.pod, ['create', 'delete'], namespace)),
    ...[...movers, print.workspace].flatMap((namespace) => rights(kinds.networkPolicy, ['list', ...owning], namespace)),
    ...[print.namespace, ...movers].flatMap((namespace) => rights(kinds.resourceQuota, ['list'], namespace)),
    ...sweepRights(print),
  ]);
}

function sweepRights({ namespace, storageNamespace, guarded }: RequiredAccess): readonly AccessQuestion[] {
  const namespaces = [namespace, ...(storageNamespace === undefined ? [] : [storageNamespace])];
  return [
    ...namespaces.flatMap((each) =>
      [kinds.job, kinds.pod, kinds.secret, kinds.claim].flatMap((kind) => rights<unknown>(kind, ['list'], each)),
    ),
    ...[kinds.configMap, kinds.lease].flatMap((kind) => rights<unknown>(kind, ['list'], journalNamespace)),
    ...(guarded ? [kinds.admissionPolicy, kinds.admissionPolicyBinding].flatMap((kind) => rights<unknown>(kind, ['list'])) : []),
    ...rights(liqoKinds.namespaceOffloading, ['get'], namespace),
  ];
}

function moverNamespaces({ namespace, storageNamespace, remote }: RequiredAccess): readonly string[] {
  return [...(remote ? [namespace] : []), ...(storageNamespace === undefined ? [] : [storageNamespace])];
}

/** Every right that the move uses in a provider's namespace; a finished pod is waited for there, too. */
export function neededProviderRights(namespace: string, removesPods: boolean): readonly AccessQuestion[] {
  return [
    ...rights(kinds.claim, [...reading, 'create', 'patch', 'delete'], namespace),
    ...rights(kinds.pod, ['list', 'watch', ...(removesPods ? ['get'] : [])], namespace),
    ...rights(liqoKinds.shadowPod, ['list', 'watch'], namespace),
  ];
}

/** What a move uses in a provider's namespace where it may: Liqo gives its tenant none of it. */
export function usefulProviderRights(namespace: string): readonly AccessQuestion[] {
  return [
    right(kinds.namespace, 'get'),
    ...rights(kinds.pod, ['get'], namespace),
    ...rights(liqoKinds.shadowPod, ['get'], namespace),
    ...rights(kinds.resourceQuota, ['list'], namespace),
    ...rights(kinds.networkPolicy, ['list', ...owning], namespace),
  ];
}

function clusterRights({ remote, guarded, makesClass }: RequiredAccess): readonly AccessQuestion[] {
  return [
    ...rights(kinds.volume, [...reading, 'create', 'patch', 'delete']),
    ...rights(kinds.namespace, [...reading, 'create', 'delete']),
    ...rights(kinds.node, ['get', 'list']),
    ...rights(kinds.storageClass, ['list', ...(makesClass ? ['create'] : [])]),
    ...rights(kinds.volumeAttachment, ['list', 'watch']),
    ...(remote ? [...rights(kinds.configMap, ['list']), ...rights(liqoKinds.virtualNode, ['list'])] : []),
    ...(guarded
      ? [kinds.admissionPolicy, kinds.admissionPolicyBinding].flatMap((kind) => rights<unknown>(kind, [...owning, 'update']))
      : []),
  ];
}

function journalRights(): readonly AccessQuestion[] {
  return [kinds.configMap, kinds.lease].flatMap((kind) => rights<unknown>(kind, [...owning, 'update'], journalNamespace));
}

/** In the claim's namespace; a pod is created there in a dry run only, to see that the guard acts. */
function claimRights({ namespace, remote, guarded, removesPods, wakesSets, ownerKinds }: RequiredAccess): readonly AccessQuestion[] {
  return [
    ...rights(kinds.claim, [...reading, 'create', 'patch', 'delete'], namespace),
    ...rights(kinds.pod, ['list', 'watch', ...(guarded ? ['create'] : []), ...(removesPods ? ['get', 'delete'] : [])], namespace),
    ...rights(kinds.statefulSet, ['list', ...(wakesSets ? ['patch'] : [])], namespace),
    ...(remote ? [...rights(kinds.event, ['list', 'watch'], namespace), ...rights(liqoKinds.namespaceOffloading, ['get'], namespace)] : []),
    ...ownerKinds.flatMap((kind) => rights(kind, ['get'], kind.namespaced ? namespace : undefined)),
  ];
}

function scaleRights({ namespace, scaledKinds }: RequiredAccess): readonly AccessQuestion[] {
  if (scaledKinds === undefined) return [];
  return [
    ...workloadKinds.flatMap((kind) => rights<unknown>(kind, ['list'], namespace)),
    ...scaledKinds.flatMap((kind) => rights(kind, ['get', 'patch'], namespace)),
  ];
}

function moverRights(namespace: string): readonly AccessQuestion[] {
  return [
    ...rights(kinds.job, [...reading, 'create', 'delete'], namespace),
    ...rights(kinds.pod, ['list', 'watch'], namespace),
    ...rights(kinds.secret, owning, namespace),
  ];
}

function rights<T>(kind: Kind<T>, verbs: readonly string[], namespace?: string): readonly AccessQuestion[] {
  return verbs.map((verb) => right(kind, verb, namespace));
}

/** The question whether the caller may do this; without a namespace, everywhere. */
export function right<T>({ apiVersion, plural }: Kind<T>, verb: string, namespace?: string): AccessQuestion {
  const group = apiVersion.includes('/') ? apiVersion.replace(/\/.*/, '') : '';
  return { verb, group, resource: plural, ...(namespace === undefined ? {} : { namespace }) };
}

function distinct(questions: readonly AccessQuestion[]): readonly AccessQuestion[] {
  return [...new Map(questions.map((question) => [JSON.stringify(question), question])).values()];
}
