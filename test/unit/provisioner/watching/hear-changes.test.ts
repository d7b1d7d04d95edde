import { expect, it } from 'vitest';
import type { Volume } from '../../../../src/kube/objects/kinds.ts';
import { renderStorageGuard } from '../../../../src/provisioner/guards/guard-policy.ts';
import { hearChanges } from '../../../../src/provisioner/watching/hear-changes.ts';
import { storageNames } from '../../../../src/volumes/names.ts';
import { claimOf } from '../../../support/claims.ts';
import { volumeOf } from '../../../support/volumes.ts';

const key = { namespace: 'shop', name: 'data' };
const hereOnly = { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'liqo.io/type', operator: 'DoesNotExist' }] }] } };

/** What is looked at after a change, while the guards of two providers stand. */
function listen(about: 'claim' | 'volume', object: ReturnType<typeof claimOf> | Volume): string[] {
  const heard: string[] = [];
  const standing = ['milan', 'paris'].map((name) => renderStorageGuard({ what: 'peering', name }, { loss: '', remote: true }));
  const listener = hearChanges(
    (reconciler: string, name: string) => void heard.push(`${reconciler} ${name}`),
    'storage',
    () => undefined,
  );
  for (const guard of standing) listener.guard(guard);
  heard.length = 0;
  if (about === 'claim') listener.claim(object as ReturnType<typeof claimOf>, 'MODIFIED');
  else listener.volume(object as Volume);
  return heard;
}

it.each([
  ['its volume', 'volume', volumeOf('pv', { claimRef: key, nodeAffinity: hereOnly })],
  ['the claim itself', 'claim', claimOf(key, { annotations: { [storageNames.home]: 'local' } })],
] as const)('looks at all guards when %s says that the claim is here now: it does not say where it was', (_what, about, object) => {
  expect(listen(about, object)).toEqual(
    expect.arrayContaining(['claims shop/data', 'guards namespace/shop', 'guards peering/milan', 'guards peering/paris']),
  );
});
