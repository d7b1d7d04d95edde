import type { Key } from '../../../src/kube/client/port.ts';
import type { Kind } from '../../../src/kube/objects/kinds.ts';

/** What is stored at this very moment: no other write can come in between two of these. */
export type Peek = <T>(kind: Kind<T>, key: Key) => T | undefined;
