import type { KubePort } from '../../src/kube/client/port.ts';

/** Changes a port for one test. */
export function portWith(port: KubePort, change: Partial<KubePort>): KubePort {
  return new Proxy(port, {
    get: (target, name) => {
      const own = Reflect.get(change, name) as unknown;
      if (own !== undefined) return own;
      const value = Reflect.get(target, name) as unknown;
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
