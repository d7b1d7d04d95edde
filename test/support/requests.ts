import { defaultImages } from '../../src/move/model/default-images.ts';
import type { MoveRequest } from '../../src/move/model/request.ts';

/** A move of shop/data to milan, with nothing asked for that is unusual. */
export function requestOf(change: Partial<MoveRequest> = {}): MoveRequest {
  return {
    namespace: 'shop',
    claim: 'data',
    targetNode: 'milan',
    verify: 'full',
    guard: 'auto',
    keepSource: false,
    images: defaultImages,
    resources: {},
    stallSeconds: 900,
    ...change,
  };
}
