import { kinds } from '../kube/objects/kinds.ts';
import type { KubePort } from '../kube/client/port.ts';

/** Our own cluster's id: ConfigMap with label `app.kubernetes.io/name=clusterid-configmap`, key `CLUSTER_ID`, in Liqo's namespace. */
export async function findClusterId(consumer: KubePort): Promise<string | undefined> {
  const maps = await consumer.list(kinds.configMap, { labels: 'app.kubernetes.io/name=clusterid-configmap' });
  return maps.items[0]?.data?.['CLUSTER_ID'];
}
