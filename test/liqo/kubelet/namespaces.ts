import type { Lifetime } from '../lifetime.ts';
import { isAccepted } from '../offloading/mapping.ts';
import type { Kubelet, Reflection } from './reflection.ts';

/** Which namespaces a virtual kubelet reflects now, and where to. */
export interface ReflectedNamespaces {
  /** Name in the provider, while the namespace is reflected. */
  remoteOf(local: string): string | undefined;
  /** Calls `changed` whenever the answers may be other ones. */
  listen(changed: () => void): void;
}

interface Running {
  readonly remote: string;
  readonly lifetime: Lifetime;
}

/**
 * Runs `reflect` for every namespace as long as it is offloaded to the provider and accepted there. Stopping it deletes nothing:
 * what becomes of the objects over there is decided by who deletes the remote namespace.
 */
export function reflectNamespaces(
  kubelet: Kubelet,
  reflect: (reflection: Reflection) => Promise<void>,
  lifetime: Lifetime,
): ReflectedNamespaces {
  const running = new Map<string, Running>();
  const listeners = new Set<() => void>();
  const wanted = (): Map<string, string> => {
    const accepted = kubelet.view.offloadings.items().filter((one) => isAccepted(one, kubelet.provider.id));
    return new Map(accepted.map((one) => [one.metadata.namespace ?? '', one.status?.remoteNamespaceName ?? '']));
  };
  const update = () => {
    const now = wanted();
    for (const [local, one] of running) {
      if (now.get(local) === one.remote) continue;
      running.delete(local);
      void one.lifetime.stop();
    }
    for (const [local, remote] of now) {
      if (running.has(local)) continue;
      const part = lifetime.child();
      running.set(local, { remote, lifetime: part });
      part.track(reflect({ ...kubelet, local, remote, lifetime: part }));
    }
    listeners.forEach((changed) => changed());
  };
  kubelet.view.offloadings.listen(update, lifetime.signal);
  update();
  return { remoteOf: (local) => running.get(local)?.remote, listen: (changed) => void listeners.add(changed) };
}
