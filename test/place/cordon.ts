import { kinds } from '../../src/kube/objects/kinds.ts';
import type { Place } from './place.ts';

/** Keeps new pods off that node, or lets them start there again. */
export async function cordon({ consumer }: Place, name: string, unschedulable: boolean): Promise<void> {
  await consumer.mergePatch(kinds.node, { name }, { spec: { unschedulable } });
}
