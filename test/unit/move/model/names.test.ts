import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDnsLabel } from '../../../../src/base/names.ts';
import {
  guardName,
  journalName,
  moveId,
  moverPrefix,
  moverSecretName,
  stagedClaimName,
  virtualVolumeName,
  workspaceName,
} from '../../../../src/move/model/names.ts';

describe('the id of a move', () => {
  it('never changes for a claim: workspaces and guards of an earlier version are found by it', () => {
    expect(moveId('5e7c1f0a-6f6c-4b3a-9a57-0c6f1d2e3b4a')).toBe(moveId('5e7c1f0a-6f6c-4b3a-9a57-0c6f1d2e3b4a'));
    expect(moveId('uid-1')).toBe('kjmyg5sxij');
    expect(journalName('shop', 'data')).toBe('move-t5vz2hmlab');
  });

  it('is fit for every name and label', () => {
    fc.assert(
      fc.property(fc.string(), (uid) => {
        expect(moveId(uid)).toMatch(/^[a-z][a-z2-7]{9}$/);
      }),
    );
  });

  it('differs between claims, also where namespace and name only look alike when put together', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), (one, other) => {
        expect(moveId(one) === moveId(other)).toBe(one === other);
      }),
    );
    expect(journalName('a-b', 'c')).not.toBe(journalName('a', 'b-c'));
  });
});

describe('names of objects', () => {
  const uids = fc.uuid();
  const attempts = fc.integer({ min: 1, max: 99_999 });

  it('fit into a namespace, a label and the name of a Job, whose pods get eleven characters more', () => {
    fc.assert(
      fc.property(uids, attempts, fc.integer({ min: 1, max: 3 }), (uid, attempt, turn) => {
        const id = moveId(uid);
        for (const name of [workspaceName(id, attempt), moverSecretName(id, attempt), guardName(id), stagedClaimName(id, attempt)]) {
          expect(isDnsLabel(name)).toBe(true);
        }
        for (const way of ['forward', 'back'] as const) expect(isDnsLabel(virtualVolumeName(id, attempt, way))).toBe(true);
        expect(isDnsLabel(`${moverPrefix(id, attempt)}-source-${turn}-abcde12345`)).toBe(true);
      }),
    );
  });

  it('of two attempts, ways or moves stand in nobody`s way', () => {
    const [one, other] = [moveId('a'), moveId('b')];
    const names = [one, other].flatMap((id) =>
      [1, 2].flatMap((attempt) => (['forward', 'back'] as const).map((way) => virtualVolumeName(id, attempt, way))),
    );
    expect(new Set(names).size).toBe(8);
    expect(workspaceName(one, 1)).not.toBe(workspaceName(one, 2));
  });

  it('of a journal is fit however long the claim`s name is', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 253 }), (claim) => {
        expect(isDnsLabel(journalName('shop', claim))).toBe(true);
      }),
    );
  });

  it('of a staged claim is never a uid, which Liqo would take for its own', () => {
    fc.assert(
      fc.property(uids, attempts, (uid, attempt) => {
        expect(stagedClaimName(moveId(uid), attempt)).not.toMatch(/^[0-9a-f]{8}-/);
      }),
    );
  });
});
