import type { Journal } from '../model/journal.ts';
import type { Home } from '../model/home.ts';
import type { MoverPlace } from './home.ts';

type Toleration = NonNullable<MoverPlace['tolerations']>[number];

/** A mover goes where the data is, or shall be, whatever keeps applications off that node; what would evict it again is not tolerated. */
export const localTolerations: readonly Toleration[] = [{ operator: 'Exists', effect: 'NoSchedule' }];

/** Where the mover of one end runs and what it mounts there. */
export function moverPlace(home: Home, role: 'source' | 'target', request: Pick<Journal['request'], 'namespace'>): MoverPlace {
  const { claim } = home;
  if (home.kind === 'remote') {
    return { namespace: request.namespace, claim, placement: { kind: 'virtual', node: home.node }, tolerations: [] };
  }
  const { namespace, node } = home;
  const placement = role === 'target' && node !== undefined ? ({ kind: 'node', node } as const) : ({ kind: 'volume' } as const);
  return { namespace, claim, placement, tolerations: localTolerations };
}
