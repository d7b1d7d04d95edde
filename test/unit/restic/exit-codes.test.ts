import { describe, expect, it } from 'vitest';
import { explainExit, moverFailures } from '../../../src/restic/exit-codes.ts';

describe('exit codes', () => {
  it.each([
    [3, 'restic', 'restic could not read some of the source data'],
    [10, 'restic', 'the repository does not exist'],
    [12, 'restic', 'the repository password is wrong'],
    [137, 'mover', 'mover was killed (SIGKILL): out of memory, evicted, or past its grace period'],
    [143, 'restic', 'restic was asked to stop (SIGTERM)'],
    [44, 'mover', 'the target volume is too small for the data'],
    [44, 'restic', 'restic ended with the undocumented exit code 44'],
    [152, 'manifest', 'manifest was ended by signal 24'],
    [127, 'rest-server', 'rest-server does not exist in this image'],
  ] as const)('%i of %s', (code, tool, text) => {
    expect(explainExit(code, tool)).toBe(text);
  });

  it('are ours alone', () => {
    const codes = Object.values(moverFailures).map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) expect([code > 12, code < 125]).toEqual([true, true]);
  });
});
