import type { Claim, Node, Pod, StorageClass, Volume } from '../../src/kube/objects/kinds.ts';
import { liqoNames } from '../../src/liqo/names.ts';
import { checkMove } from '../../src/move/preflight/checks/checks.ts';
import type { Hint } from '../../src/base/hint.ts';
import { formatHint } from '../../src/output/ending/hint-text.ts';
import type { CheckedFacts } from '../../src/move/preflight/questions/answers.ts';
import type { Mounter, PodOwner } from '../../src/move/preflight/facts/living-owners.ts';
import type { ProviderFacts } from '../../src/move/preflight/facts/provider.ts';
import type { Refusal } from '../../src/move/model/outcome.ts';
import { claimOf } from './claims.ts';
import { requestOf } from './requests.ts';
import { volumeOf } from './volumes.ts';

export const request = requestOf();

/** The bound claim that the move is about. */
export function claimWith(change: { metadata?: Partial<Claim['metadata']>; spec?: Claim['spec']; status?: Claim['status'] } = {}): Claim {
  const { namespace = 'shop', name = 'data', ...metadata } = change.metadata ?? {};
  const usual = { uid: 'uid-1', finalizers: ['kubernetes.io/pvc-protection'] };
  const spec = { storageClassName: 'liqo', volumeName: 'pvc-uid-1', ...change.spec };
  const claim = claimOf({ namespace, name }, { ...usual, ...metadata }, spec);
  return { ...claim, status: { phase: 'Bound', ...change.status } };
}

/** A volume that nodes with such a label reach. */
export function volumeReaching(key: string, operator: string, values?: string[]): Volume {
  const requirement = { key, operator, ...(values && { values }) };
  const nodeAffinity = { required: { nodeSelectorTerms: [{ matchExpressions: [requirement] }] } };
  return volumeOf('pvc-uid-1', { nodeAffinity }, { uid: 'volume-1' });
}

export const localVolume = volumeReaching(liqoNames.nodeType, 'DoesNotExist');
export const remoteVolume = (provider: string) => volumeReaching(liqoNames.remoteClusterId, 'In', [provider]);

interface NodeChange {
  labels?: Record<string, string>;
  spec?: Node['spec'];
  ready?: boolean;
  allocatable?: Record<string, string>;
}

export function nodeWith(name: string, { labels, spec = {}, ready = true, allocatable = {} }: NodeChange = {}): Node {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/hostname': name, ...labels } },
    spec,
    status: { allocatable, conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
  };
}

export function virtualNode(name: string, change: { labels?: Record<string, string>; spec?: Node['spec'] } = {}): Node {
  const labels = { [liqoNames.nodeType]: 'virtual-node', [liqoNames.remoteClusterId]: name, ...change.labels };
  const taint = { key: liqoNames.notAllowedTaint, value: 'true', effect: 'NoExecute' };
  return nodeWith(name, { labels, spec: { taints: [taint], ...change.spec } });
}

export function classNamed(name: string, provisioner: string, annotations: Record<string, string> = {}): StorageClass {
  return { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name, annotations }, provisioner };
}

export const virtualClass = classNamed('liqo', liqoNames.provisioner);
export const realClass = classNamed('local-path', 'rancher.io/local-path', { 'storageclass.kubernetes.io/is-default-class': 'true' });

export function providerWith(change: Partial<ProviderFacts> = {}): ProviderFacts {
  const id = change.id ?? 'milan';
  return {
    id,
    namespace: 'shop-rome',
    accepted: true,
    conditions: [],
    virtualNodes: [
      {
        apiVersion: 'offloading.liqo.io/v1beta1',
        kind: 'VirtualNode',
        metadata: { name: id, namespace: `liqo-tenant-${id}` },
        spec: { clusterID: id, storageClasses: [{ storageClassName: 'local-path', default: true }] },
      },
    ],
    nodes: [{ name: id, ready: true }],
    claim: undefined,
    mounters: [],
    missingRights: [],
    problem: undefined,
    ...change,
  };
}

export function podNamed(name: string, phase = 'Running'): Pod {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'shop' }, status: { phase } };
}

export function mounter(name: string, phase: string, ...owners: PodOwner[]): Mounter {
  return { pod: podNamed(name, phase), owners };
}

const localEnd = {
  namespace: 'liqo-storage',
  claim: claimWith({ metadata: { name: 'uid-1', namespace: 'liqo-storage', uid: 'real-1' } }),
  volume: { ...localVolume, metadata: { name: 'pvc-real-1', uid: 'real-volume-1' } },
  mounters: [],
  storageClass: 'local-path',
  derivedClass: undefined,
};

/** Facts of a move from this cluster to the provider milan that nothing stands against, but for what is changed. */
export function factsWith(change: Partial<CheckedFacts> = {}): CheckedFacts {
  return {
    request,
    user: 'alice',
    claim: claimWith(),
    absence: undefined,
    volume: localVolume,
    storageClass: virtualClass,
    provisioner: liqoNames.provisioner,
    classes: [virtualClass, realClass],
    node: virtualNode('milan'),
    nodeNames: [],
    mounters: [],
    templateSets: [],
    workloads: undefined,
    ownerKinds: [],
    attachments: [],
    volumeNodes: [{ name: 'rome-1', ready: true }],
    offloading: { apiVersion: 'offloading.liqo.io/v1beta1', kind: 'NamespaceOffloading', metadata: { name: 'offloading' }, spec: {} },
    clusterId: 'rome',
    local: localEnd,
    providers: new Map([['milan', providerWith()]]),
    guardServed: true,
    journal: undefined,
    missingPullSecrets: [],
    attempts: [],
    blind: new Set(),
    missingRights: [],
    dryRuns: [],
    podSecurity: [],
    loads: [],
    ...change,
  };
}

export const toLocal = { request: { ...request, targetNode: 'rome-2' }, node: nodeWith('rome-2'), providers: new Map() } as const;

/** The refusals that these facts lead to, with what to type next as people read it. */
export function refusals(change: Partial<CheckedFacts>): readonly ShownRefusal[] {
  return checkMove(factsWith(change)).map((refusal) => ({ ...refusal, next: refusal.next.map(showHint) }));
}

/** Throws for a line that would act on another cluster when it is pasted: only in a provider there are no flags to give. */
function showHint(hint: Hint): string {
  if (typeof hint === 'string' && /^(kubectl|liqoctl) /.test(hint) && !/ in (milan|paris)\b/.test(hint))
    throw new Error(`cannot get the flags that lead to the same cluster: ${hint}`);
  return formatHint(hint, { program: 'liqoctl', flags: [] });
}

type ShownRefusal = Omit<Refusal, 'next'> & { readonly next: readonly string[] };

/** The names of the checks that refuse. */
export function refusing(change: Partial<CheckedFacts>): string[] {
  return refusals(change).map(({ check }) => check);
}
