import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMoverResult } from '../../../src/restic/mover-result.ts';
import { sourceDone } from '../../support/source-done.ts';

const snapshot = 'a'.repeat(64);
const done = { ...sourceDone, pass: 2, snapshot, bytes: 10, files: 3 };

describe('mover result', () => {
  it.each([
    done,
    { role: 'target', pass: 1, snapshot, fingerprint: snapshot },
    { role: 'target', pass: 1, snapshot, fingerprint: snapshot, verified: { entries: 4, digest: snapshot } },
    { role: 'source', failure: 'unreadable', code: 41, details: ['a: permission denied'] },
  ])('reads %j', (result) => {
    expect(parseMoverResult(JSON.stringify(result))).toEqual(result);
  });

  it('takes nothing else for a result', () => {
    const good = JSON.stringify(done);
    for (let length = 0; length < good.length; length += 1) expect(parseMoverResult(good.slice(0, length))).toBeUndefined();
    expect(parseMoverResult(good.replace('"source"', '"target"'))).not.toHaveProperty('bytes');
    expect(parseMoverResult(good.replace(snapshot, 'latest'))).toBeUndefined();
    expect(parseMoverResult('{"role":"source","failure":"bored","code":1,"details":[]}')).toBeUndefined();
  });

  it('survives any text', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void parseMoverResult(text)));
  });
});
