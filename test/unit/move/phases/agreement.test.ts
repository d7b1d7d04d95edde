import { describe, expect, it } from 'vitest';
import { checkAgreement } from '../../../../src/move/phases/rescan-source.ts';
import type { SourceDone, TargetDone } from '../../../../src/restic/mover-result.ts';
import { sourceDone } from '../../../support/source-done.ts';

const [one, other] = ['1'.repeat(64), '2'.repeat(64)];
const fingerprint = '3'.repeat(64);

function sourceWith(snapshot: string, digest?: string): SourceDone {
  return { ...sourceDone, snapshot, ...(digest !== undefined && { digest }) };
}

function targetWith(snapshot: string, digest?: string): TargetDone {
  return { role: 'target', pass: 1, fingerprint, snapshot, ...(digest !== undefined && { verified: { entries: 1, digest } }) };
}

describe('the movers agree', () => {
  it.each([
    ['on snapshot and manifest', sourceWith(one, other), targetWith(one, other), 'full'],
    ['on the snapshot where no manifest was asked for', sourceWith(one), targetWith(one), 'restore'],
  ] as const)('%s', (_, source, target, verify) => {
    expect(() => checkAgreement(source, target, verify)).not.toThrow();
  });

  it.each([
    ['about the snapshot', sourceWith(one, other), targetWith(other, other)],
    ['about the manifest', sourceWith(one, one), targetWith(one, other)],
    ['when only the source has a manifest', sourceWith(one, one), targetWith(one)],
    ['when only the target has a manifest', sourceWith(one), targetWith(one, one)],
    ['when neither has the manifest that was asked for', sourceWith(one), targetWith(one)],
  ])('not %s', (_, source, target) => {
    expect(() => checkAgreement(source, target, 'full')).toThrow('the movers do not agree on what was copied');
  });
});
