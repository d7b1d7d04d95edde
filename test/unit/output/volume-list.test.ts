import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { VolumeInfo } from '../../../src/move/info/volume-info.ts';
import { play } from './script.ts';
import { describeVolumes } from '../../../src/output/listings/volume-list.ts';

const notAllowed = { unknown: 'not allowed', message: 'list pods of app in this cluster: forbidden' };

const volumes: VolumeInfo[] = [
  {
    namespace: 'app',
    claim: 'data-db-0',
    uid: 'u1',
    phase: 'Bound',
    home: { kind: 'local', node: 'rome-1' },
    volume: 'pv-1',
    storageClass: 'liqo',
    capacity: '1Gi',
    real: { namespace: 'liqo-storage', claim: 'u1', uid: 'r1', phase: 'Bound', storageClass: 'local-path', capacity: '2Gi' },
    mountedBy: [
      { pod: 'db-0', phase: 'Running', node: 'rome-1' },
      { pod: 'old', phase: 'Succeeded' },
    ],
    move: { move: 'abcdefghij', from: 'rome-1', to: 'milan', phase: 'restore-data', direction: 'forward', state: 'running' },
  },
  {
    namespace: 'shop',
    claim: 'orders',
    uid: 'u2',
    phase: 'Bound',
    home: { kind: 'remote', provider: 'milan', nodes: ['milan', 'milan-gpu'] },
    storageClass: 'liqo',
    capacity: '5Gi',
    real: { unknown: 'no answer', message: 'list claims in milan: no answer within 5 s' },
    mountedBy: notAllowed,
    move: { move: 'klmnopqrst', from: 'milan', to: 'rome-2', phase: 'hold-source', direction: 'back', state: 'stopped' },
  },
  {
    namespace: 'shop',
    claim: 'new',
    uid: 'u3',
    phase: 'Pending',
    home: { kind: 'none' },
    storageClass: 'liqo',
    capacity: '1Gi',
    mountedBy: [],
  },
  {
    namespace: 'shop',
    claim: 'nfs\u001b[2J',
    uid: 'u4',
    phase: 'Bound',
    home: { kind: 'not-virtual' },
    capacity: '1Ti',
    mountedBy: [],
    move: notAllowed,
  },
];

const narrow = { wide: false, headers: true };
const wide = { wide: true, headers: true };

/** A claim that is used, and not moved. */
function restful({ namespace, claim, uid, phase, home, storageClass = '', real = notAllowed }: VolumeInfo): VolumeInfo {
  const mountedBy = [{ pod: 'db-0', phase: 'Running' }];
  return { namespace, claim, uid, phase, home, storageClass, real, capacity: '2Gi', mountedBy };
}

test('people get a table that fits into 100 columns', () => {
  const { text } = describeVolumes(volumes, 'all', narrow);
  expect(text.join('\n')).toMatchInlineSnapshot(`
    "NAMESPACE  CLAIM       STATUS   HOME      LOCATION                CLASS               CAPACITY    USED BY                MOVE
    app        data-db-0   Bound    local     rome-1                  liqo -> local-path  1Gi -> 2Gi  db-0, old (Succeeded)  to milan (running)
    shop       orders      Bound    remote    milan (node milan-gpu)  liqo -> ?           5Gi -> ?    unknown (not allowed)  to rome-2 (stopped)
    shop       new         Pending  none yet  -                       liqo                1Gi         -                      -
    shop       nfs\\x1b[2J  Bound    external  -                       -                   1Ti         -                      unknown (not allowed)"
  `);
  const usual = describeVolumes(volumes.slice(0, 1).map(restful), 'all', narrow).text;
  expect(Math.max(...usual.map((line) => line.length))).toBeLessThanOrEqual(100);
});

test('-o wide shows all that is known', () => {
  expect(describeVolumes(volumes, 'all', wide).text.join('\n')).toMatchInlineSnapshot(`
    "NAMESPACE  CLAIM       STATUS   HOME      LOCATION                CLASS               CAPACITY    USED BY                MOVE                   MOVE PHASE                             VOLUME  REAL CLAIM           REAL UID
    app        data-db-0   Bound    local     rome-1                  liqo -> local-path  1Gi -> 2Gi  db-0, old (Succeeded)  to milan (running)     abcdefghij: Restore data               pv-1    liqo-storage/u1      r1
    shop       orders      Bound    remote    milan (node milan-gpu)  liqo -> ?           5Gi -> ?    unknown (not allowed)  to rome-2 (stopped)    klmnopqrst: Roll back: protect source  -       unknown (no answer)  unknown (no answer)
    shop       new         Pending  none yet  -                       liqo                1Gi         -                      -                      -                                      -       -                    -
    shop       nfs\\x1b[2J  Bound    external  -                       -                   1Ti         -                      unknown (not allowed)  unknown (not allowed)                  -       -                    -"
  `);
});

test('scripts get rows without a head, and no column that says the same in each', () => {
  expect(describeVolumes(volumes.slice(2), 'namespace', { wide: false, headers: false }).text.join('\n')).toMatchInlineSnapshot(`
    "new         Pending  none yet  -  liqo  1Gi  -  -
    nfs\\x1b[2J  Bound    external  -  -     1Ti  -  unknown (not allowed)"
  `);
});

test('a claim that is asked for alone stands from top to bottom', () => {
  expect(describeVolumes(volumes.slice(0, 1), 'claim', narrow).text.join('\n')).toMatchInlineSnapshot(`
    "NAMESPACE   app
    CLAIM       data-db-0
    STATUS      Bound
    HOME        local
    LOCATION    rome-1
    CLASS       liqo -> local-path
    CAPACITY    1Gi -> 2Gi
    USED BY     db-0, old (Succeeded)
    MOVE        to milan (running)
    MOVE PHASE  abcdefghij: Restore data
    VOLUME      pv-1
    REAL CLAIM  liqo-storage/u1
    REAL UID    r1"
  `);
});

test('scripts get everything, why something is unknown too', () => {
  const ending = { kind: 'listing', listing: describeVolumes(volumes, 'all', narrow), exitCode: 0 } as const;
  expect(JSON.parse(play([], ending, { format: 'json' }).stdout)).toEqual({ version: 1, exitCode: 0, volumes });
  const lines = play([], ending, { format: 'jsonl' }).stdout.trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(volumes);
  const yaml = play([], ending, { format: 'yaml' }).stdout;
  expect(parse(yaml)).toEqual({ version: 1, exitCode: 0, volumes });
  expect(yaml).not.toContain('\u001b');
});

test('names are written as kubectl writes them', () => {
  const ending = { kind: 'listing', listing: describeVolumes(volumes.slice(0, 2), 'all', narrow), exitCode: 0 } as const;
  expect(play([], ending, { format: 'name' })).toMatchObject({
    stdout: 'persistentvolumeclaim/data-db-0\npersistentvolumeclaim/orders\n',
    stderr: '',
  });
});

test('that there are no claims is said to people, and shown to scripts', () => {
  const ending = { kind: 'listing', listing: describeVolumes([], 'all', narrow), exitCode: 0 } as const;
  expect(play([], ending)).toMatchObject({ stdout: '', stderr: 'No claims.\n' });
  const { stdout, stderr } = play([], ending, { format: 'json' });
  expect({ document: JSON.parse(stdout) as unknown, stderr }).toEqual({ document: { version: 1, exitCode: 0, volumes: [] }, stderr: '' });
});
