import { expect, it } from 'vitest';
import { type CopyState, type Role, wasReached } from '../../../../src/move/model/copy-state.ts';
import { sourceDone } from '../../../support/source-done.ts';

const targetDone = { role: 'target', pass: 1, snapshot: sourceDone.snapshot, fingerprint: sourceDone.fingerprint } as const;
const nothing: CopyState = { reached: [], waiting: [] };

it.each<[string, Partial<CopyState>, readonly Role[]]>([
  ['neither was seen', {}, []],
  ['one was seen to begin', { reached: ['target'] }, ['target']],
  ['one has ended before it was seen', { target: targetDone }, ['target']],
  ['passes beside the application have ended', { warm: { passes: 1, seconds: 2, bytes: 3 } }, ['source']],
  ['both have ended', { source: sourceDone, target: targetDone }, ['source', 'target']],
])('a mover has got at its volume: %s', (_, seen, expected) => {
  const roles: readonly Role[] = ['source', 'target'];
  expect(roles.filter((role) => wasReached({ ...nothing, ...seen }, role))).toEqual(expected);
});
