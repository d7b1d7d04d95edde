import type { Namespace, Pod } from '../../src/kube/kinds.ts';
import type { NamespaceOffloading } from '../../src/liqo/kinds.ts';
import { offloadingName } from '../../src/liqo/namespace-offloading.ts';
import { mutatePod } from '../liqo/pods/pod-mutation.ts';
import type { Admission } from './api/admission/admission.ts';
import type { FindStored } from './api/server.ts';

/** Liqo's webhook for new pods, in the process of the API server: what a real one answers over HTTPS. */
export function podWebhook(find: FindStored): Admission {
  return {
    admit: ({ call, operation, object }) => {
      const { namespace } = call;
      if (operation !== 'CREATE' || call.kind.plural !== 'pods' || call.subresource || object === undefined || namespace === undefined)
        return;
      const within = find('namespaces', namespace) as unknown as Namespace | undefined;
      const offloading = find('namespaceoffloadings', offloadingName, namespace) as unknown as NamespaceOffloading | undefined;
      if (within !== undefined) Object.assign(object, mutatePod(within, object as unknown as Pod, offloading));
    },
  };
}
