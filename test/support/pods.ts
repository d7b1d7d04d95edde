import type { Meta, Pod } from '../../src/kube/objects/kinds.ts';
import type { Key } from '../../src/kube/client/port.ts';

/** A pod of one container that does nothing in particular. */
export function podOf(key: Key, spec: Partial<NonNullable<Pod['spec']>> = {}, metadata: Partial<Meta> = {}): Pod {
  const containers = [{ name: 'main', image: 'busybox:1' }];
  return { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, ...key }, spec: { containers, ...spec } };
}
