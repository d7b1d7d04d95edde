import { failedWith } from '../../../kube/client/errors.ts';
import type { KubePort } from '../../../kube/client/port.ts';

/** A cluster as its user may see it. */
export interface Sight {
  /** Reads what is not allowed as if nothing were there. */
  readonly port: KubePort;
  /** Plurals of what could not be read: that nothing was seen of them says nothing. */
  readonly blind: ReadonlySet<string>;
}

/** Looks at a cluster without failing at the first thing that may not be read: a user who lacks three rights wants to hear of all three. */
export function skipForbidden(port: KubePort): Sight {
  const blind = new Set<string>();
  const orNothing = async <R>(plural: string, read: Promise<R>, nothing: R): Promise<R> => {
    try {
      return await read;
    } catch (error) {
      if (!failedWith(error, 'forbidden')) throw error;
      blind.add(plural);
      return nothing;
    }
  };
  const seeing: Pick<KubePort, 'find' | 'list'> = {
    find: (kind, key) => orNothing(kind.plural, port.find(kind, key), undefined),
    list: (kind, ...rest) => orNothing(kind.plural, port.list(kind, ...rest), { items: [], resourceVersion: '' }),
  };
  const get = (target: KubePort, name: keyof KubePort): unknown => {
    if (name === 'find' || name === 'list') return seeing[name];
    const member = target[name];
    return typeof member === 'function' ? member.bind(target) : member;
  };
  return { blind, port: new Proxy(port, { get: (target, name) => get(target, name as keyof KubePort) }) };
}
