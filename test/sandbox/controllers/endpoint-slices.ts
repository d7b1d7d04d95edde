import { type EndpointSlice, kinds, type Meta, type Pod, type Service } from '../../../src/kube/objects/kinds.ts';
import { sameJson } from '../api/object.ts';
import { type Context, type ControllerKind, on } from './controller.ts';
import { renderSlices, type SliceContent } from './endpoint-manifest.ts';
import { controllerReference, isTerminating, keyOf, parseKey, pathOf, removeObject } from './objects.ts';

const manager = 'endpointslice-controller.k8s.io';
const serviceName = 'kubernetes.io/service-name';
const managedBy = 'endpointslice.kubernetes.io/managed-by';

/** Tells which pods stand behind a Service; slices of other managers are not its business. */
export const endpointSlices: ControllerKind = {
  user: 'system:serviceaccount:kube-system:endpointslice-controller',
  component: 'endpoint-slice-controller',
  start: (context) => ({
    triggers: [
      on(kinds.service, (service) => [pathOf(service)]),
      on(kinds.endpointSlice, (slice) =>
        isOurs(slice) ? [`${slice.metadata.namespace}/${slice.metadata.labels?.[serviceName] ?? ''}`] : [],
      ),
      on(kinds.pod, (pod) => servicesBeside(pod, context.cached(kinds.service).items())),
    ],
    reconcile: (path) => reconcileService(context, path),
  }),
};

/** All of the namespace: a pod's labels may have been others a moment ago. */
function servicesBeside(pod: Pod, services: readonly Service[]): string[] {
  return services.filter(({ metadata }) => metadata.namespace === pod.metadata.namespace).map(pathOf);
}

function isOurs({ metadata }: EndpointSlice): boolean {
  return metadata.labels?.[managedBy] === manager;
}

async function reconcileService({ port }: Context, path: string): Promise<void> {
  const key = parseKey(path);
  const scope = { namespace: key.namespace ?? '' };
  const service = await port.find(kinds.service, key);
  // Without the Service its slices go as its dependents; without a selector somebody else makes them.
  if (service === undefined || isTerminating(service) || service.spec?.selector === undefined) return;
  const pods = (await port.list(kinds.pod, scope)).items;
  const existing = (await port.list(kinds.endpointSlice, { ...scope, labels: `${serviceName}=${key.name},${managedBy}=${manager}` })).items;
  const wanted = renderSlices(service, pods);
  for (const [index, content] of wanted.entries()) {
    const slice = existing[index];
    if (slice === undefined) await port.create(kinds.endpointSlice, newSlice(service, content));
    else if (!hasContent(slice, content)) await port.replace(kinds.endpointSlice, keyOf(slice), { ...slice, ...content });
  }
  for (const slice of existing.slice(wanted.length)) await removeObject(port, kinds.endpointSlice, slice);
}

function newSlice(service: Service, content: SliceContent): EndpointSlice {
  const { name, namespace, labels } = service.metadata;
  const metadata = {
    generateName: `${name}-`,
    namespace,
    labels: { ...labels, [managedBy]: manager, [serviceName]: name },
    ownerReferences: [controllerReference(service)],
  };
  return { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: metadata as unknown as Meta, ...content };
}

function hasContent({ addressType, endpoints, ports }: EndpointSlice, content: SliceContent): boolean {
  return sameJson({ addressType, endpoints, ports }, content);
}
