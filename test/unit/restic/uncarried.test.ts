import { expect, test } from 'vitest';
import { nameUncarried } from '../../../src/restic/uncarried.ts';
import { sourceDone } from '../../support/source-done.ts';

test.each([
  [{}, []],
  [{ sockets: 1 }, ['1 socket']],
  [{ flagged: 1, flags: '10' }, ['inode flags (chattr +i) of 1 entry']],
  [{ flagged: 2000, flags: '8000d0' }, ['inode flags (chattr +idAC) of 2,000 entries']],
  [{ sockets: 3, projects: 2 }, ['3 sockets', 'project quota ids of 2 entries']],
  [{ left: ['lost+found', '.snapshot'] }, ['lost+found, which is empty', '.snapshot, which shows snapshots of the volume itself']],
  [{ left: ['aquota.user'] }, ['aquota.user, in which the old file system counts quotas']],
  [{ links: 2 }, ['2 hard links of symlinks, pipes or devices']],
  [
    { attributes: 'system.nfs4_acl:1200/lustre.a%20b:1/*:3' },
    [
      'attribute system.nfs4_acl of 1,200 entries',
      'attribute lustre.a b of 1 entry',
      'other attributes of file systems or hosts of 3 entries',
    ],
  ],
])('%j is told as %j', (counted, told) => {
  expect(nameUncarried({ ...sourceDone, ...counted })).toEqual(told);
});
