import type { Journal } from '../model/journal.ts';
import { byHome, type Home } from '../../volumes/home.ts';
import type { MoverPlace } from './home.ts';

type Toleration = NonNullable<MoverPlace['tolerations']>[number];

/** A mover goes where the data is, or shall be, whatever keeps applications off that node; what would evict it again is not tolerated. */
export const localTolerations: readonly Toleration[] = [{ operator: 'Exists', effect: 'NoSchedule' }];

/** Where the mover of one end runs and what it mounts there. */
export function moverPlace(home: Home, role: 'source' | 'target', request: Pick<Journal['request'], 'namespace'>): MoverPlace {
  return byHome<MoverPlace>(home, {
    local: ({ namespace, claim, node }) => {
      const placement = role === 'target' && node !== undefined ? ({ kind: 'node', node } as const) : ({ kind: 'volume' } as const);
      return { namespace, claim, placement, tolerations: localTolerations };
    },
    remote: ({ claim, node }) => ({ namespace: request.namespace, claim, placement: { kind: 'virtual', node }, tolerations: [] }),
  });
}
