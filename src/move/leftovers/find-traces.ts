import { type Claim, type Kind, kinds, type Meta, type Volume } from '../../kube/objects/kinds.ts';
import type { KubePort } from '../../kube/client/port.ts';
import { liqoNames } from '../../liqo/names.ts';
import { storageNames } from '../../volumes/names.ts';
import { storageNamespaceSelector } from '../../volumes/storage-namespace.ts';
import { journalNamespace, moveLabels } from '../model/names.ts';
import { type Sight, skipForbidden } from '../preflight/facts/skip-forbidden.ts';
import { findProviderTraces, type Offloaded } from './find-provider-traces.ts';
import { markOf, type Trace } from './trace.ts';

/** What a cluster shows of moves. */
export interface Traces {
  readonly traces: readonly Trace[];
  /** All of this cluster that were looked at. */
  readonly claims: readonly Claim[];
  readonly volumes: readonly Volume[];
  readonly storageNamespaces: readonly string[];
  /** What could not be looked at, in words. */
  readonly unseen: readonly string[];
}

/** Where to look. */
export interface Search {
  readonly consumer: KubePort;
  /** The one that is looked in besides the storage namespaces; undefined: all. */
  readonly namespace: string | undefined;
  /** Namespaces that are offloaded, and the providers to ask about them. */
  readonly offloaded: readonly Offloaded[];
}

/** Kinds of which a move makes objects for itself, in the order in which they are taken away: what locks a claim goes first. */
const tools: readonly Kind<{ metadata: Meta }>[] = [
  kinds.admissionPolicyBinding,
  kinds.admissionPolicy,
  kinds.job,
  kinds.pod,
  kinds.networkPolicy,
  kinds.secret,
  kinds.namespace,
];

/** Lists what carries the mark of a move. Only reads; what may not be read is told in `unseen`. */
export async function findTraces({ consumer, namespace, offloaded }: Search): Promise<Traces> {
  const sight = skipForbidden(consumer);
  const storageNamespaces = await listStorageNamespaces(sight.port);
  const scopes = namespace === undefined ? [{}] : [...new Set([namespace, ...storageNamespaces])].map((name) => ({ namespace: name }));
  const [made, claims, volumes, leases, there] = await Promise.all([
    listTools(sight.port, scopes),
    listEach(sight.port, kinds.claim, scopes),
    listEach(sight.port, kinds.volume, [{}]),
    listEach(sight.port, kinds.lease, [{ namespace: journalNamespace }]),
    Promise.all(offloaded.map(findProviderTraces)),
  ]);
  const port = consumer;
  const workspaces = new Set(made.filter(({ kind }) => kind === kinds.namespace).map(({ object }) => object.metadata.name));
  const here: Trace[] = [
    ...made,
    ...claims.flatMap((object) => marked(object, (id) => ({ what: 'claim' as const, port, kind: kinds.claim, object, id }))),
    ...volumes.flatMap((object) => marked(object, (id) => ({ what: 'volume' as const, port, kind: kinds.volume, object, id }))),
    ...leases.map((object) => ({ what: 'lease' as const, port, kind: kinds.lease, object, id: markOf(object) ?? '' })),
  ];
  return {
    // What is in a workspace goes with it.
    traces: [...here.filter(({ object }) => !workspaces.has(object.metadata.namespace ?? '')), ...there.flatMap(({ traces }) => traces)],
    claims,
    volumes,
    storageNamespaces,
    unseen: [...unseenIn(sight), ...there.flatMap(({ unseen }) => unseen)],
  };
}

function unseenIn({ blind, port }: Sight): string[] {
  return [...blind].map((plural) => `you may not list ${plural} in ${port.cluster}`);
}

function marked<R>(object: { metadata: Meta }, trace: (id: string) => R): R[] {
  const id = markOf(object);
  return id === undefined ? [] : [trace(id)];
}

async function listStorageNamespaces(port: KubePort): Promise<readonly string[]> {
  const selectors = [liqoNames.provisioner, storageNames.provisioner].map(storageNamespaceSelector);
  const found = await Promise.all(selectors.map(async (labels) => (await port.list(kinds.namespace, { labels })).items));
  return [...new Set(found.flat().map(({ metadata }) => metadata.name))];
}

async function listTools(port: KubePort, scopes: readonly { namespace?: string }[]): Promise<Trace[]> {
  const listed = tools.map(async (kind) => {
    const served = kind.apiVersion.startsWith('admissionregistration') ? await port.serves(kind) : true;
    const wanted = (kind.namespaced ? scopes : [{}]).map((scope) => ({ ...scope, labels: moveLabels.id }));
    const objects = served ? await listEach(port, kind, wanted) : [];
    return objects.flatMap((object) => marked(object, (id) => ({ what: 'tool' as const, port, kind, object, id })));
  });
  return (await Promise.all(listed)).flat().filter(({ object }) => !isOfJob(object));
}

/** It goes with its Job. */
function isOfJob({ metadata: { ownerReferences = [] } }: { metadata: Meta }): boolean {
  return ownerReferences.some(({ kind }) => kind === kinds.job.kind);
}

async function listEach<T>(port: KubePort, kind: Kind<T>, scopes: readonly { namespace?: string; labels?: string }[]): Promise<T[]> {
  return (await Promise.all(scopes.map(async (scope) => (await port.list(kind, scope)).items))).flat();
}
