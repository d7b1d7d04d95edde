import type { Journal } from '../../src/move/model/journal.ts';
import type { LocalHome, RemoteHome } from '../../src/volumes/home.ts';
import { requestOf } from './requests.ts';

export const localSource: LocalHome = {
  kind: 'local',
  node: 'rome-1',
  namespace: 'liqo-storage',
  claim: 'uid-1',
  claimUid: 'real-1',
  volume: { name: 'real', uid: 'real-volume-1', policy: 'Delete' },
};

export const remoteTarget: RemoteHome = {
  kind: 'remote',
  node: 'milan',
  provider: 'milan',
  namespace: 'shop-rome',
  claim: 'data',
  reflection: { origin: 'rome', destination: 'milan' },
};

const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, storageClassName: 'liqo' };

/** The journal of a move of shop/data from rome-1 to milan that has just been opened, but for what is changed. */
export function journalWith(change: Partial<Journal> = {}): Journal {
  return {
    version: 1,
    id: 'abcdefghij',
    attempt: 1,
    epoch: 1,
    startedAt: '2026-01-01T00:00:00.000Z',
    user: 'alice',
    guarded: true,
    request: requestOf(),
    workspace: 'liqo-move-abcdefghij-1',
    providers: ['milan'],
    capacityBytes: 1 << 30,
    claim: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data', namespace: 'shop', uid: 'uid-1' }, spec },
    volume: { name: 'pvc-uid-1', uid: 'volume-1', policy: 'Delete' },
    source: localSource,
    target: remoteTarget,
    direction: 'forward',
    phases: {},
    notCarried: [],
    leftBehind: [],
    swap: {},
    swapBack: {},
    discardChanges: false,
    ...change,
  };
}
