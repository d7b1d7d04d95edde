import type { Meta } from './kinds.ts';

/** What keeps an object that was deleted, as in "it is kept by finalizer X"; undefined where nothing is seen to. */
export function describeKeeper({ metadata: { deletionTimestamp, finalizers = [] } }: { metadata: Meta }): string | undefined {
  if (deletionTimestamp === undefined || finalizers.length === 0) return undefined;
  return `it is kept by finalizer${finalizers.length === 1 ? '' : 's'} ${finalizers.join(', ')}`;
}
