import { KubeError } from './errors.ts';
import type { KubePort } from './port.ts';

/** A cluster of which nothing is expected any more: nothing is there, and nothing can be written. */
export function absentCluster(cluster: string): KubePort {
  const fail = async (): Promise<never> => {
    throw new KubeError({ reason: 'notFound', message: `${cluster} is not asked any more`, attempt: `talk to ${cluster}` });
  };
  // Nothing ever happens there.
  const silent = async function* (): AsyncGenerator<never> {};
  return {
    cluster,
    find: async () => undefined,
    list: async () => ({ items: [], resourceVersion: '0' }),
    watch: silent,
    logs: silent,
    serves: async () => false,
    findKind: async () => undefined,
    allows: async () => false,
    read: fail,
    create: fail,
    mergePatch: fail,
    jsonPatch: fail,
    replace: fail,
    remove: fail,
    whoAmI: fail,
  };
}
