import { expect, test } from 'vitest';
import type { SourceDone } from '../../../src/restic/mover-result.ts';
import { nameUncarried } from '../../../src/restic/uncarried.ts';

const none: SourceDone = {
  role: 'source',
  pass: 1,
  snapshot: '0'.repeat(64),
  bytes: 0,
  files: 0,
  sockets: 0,
  flagged: 0,
  flags: '0',
  projects: 0,
  links: 0,
};

test.each([
  [{}, []],
  [{ sockets: 1 }, ['1 socket']],
  [{ flagged: 1, flags: '10' }, ['inode flags (chattr +i) of 1 entry']],
  [{ flagged: 2000, flags: '8000d0' }, ['inode flags (chattr +idAC) of 2,000 entries']],
  [{ sockets: 3, projects: 2 }, ['3 sockets', 'project quota ids of 2 entries']],
  [{ links: 2 }, ['2 hard links of symlinks, pipes or devices']],
])('%j is told as %j', (counted, told) => {
  expect(nameUncarried({ ...none, ...counted })).toEqual(told);
});
