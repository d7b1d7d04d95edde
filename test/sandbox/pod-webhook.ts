import type { Namespace, Pod } from '../../src/kube/objects/kinds.ts';
import type { NamespaceOffloading } from '../../src/liqo/kinds.ts';
import { offloadingName } from '../../src/liqo/namespace-offloading.ts';
import { mutatePod } from '../liqo/pods/pod-mutation.ts';
import type { Admission, AdmissionRequest } from './api/admission/admission.ts';
import type { ApiServerOptions, FindStored } from './api/server.ts';

/** Liqo's webhook for new pods, in the process of the API server: what a real one answers over HTTPS. */
export function podWebhook(find: FindStored): Admission {
  return {
    admit: (request) => {
      const object = newPod(request);
      const { namespace } = request.call;
      if (object === undefined || namespace === undefined) return;
      const within = find('namespaces', namespace) as unknown as Namespace | undefined;
      const offloading = find('namespaceoffloadings', offloadingName, namespace) as unknown as NamespaceOffloading | undefined;
      if (within !== undefined) Object.assign(object, mutatePod(within, object, offloading));
    },
  };
}

/** A cluster's webhooks, one after the other. */
export function injecting(own: ApiServerOptions['webhook'], inject: (pod: Pod) => void = () => undefined): Webhook {
  return (find) => ({
    admit: (request) => {
      own?.(find).admit(request);
      const pod = newPod(request);
      if (pod !== undefined) inject(pod);
    },
  });
}

type Webhook = NonNullable<ApiServerOptions['webhook']>;

function newPod({ call, operation, object }: AdmissionRequest): Pod | undefined {
  const isNew = operation === 'CREATE' && call.kind.plural === 'pods' && !call.subresource;
  return isNew ? (object as unknown as Pod | undefined) : undefined;
}
