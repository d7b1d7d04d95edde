import { AppError } from '../../base/errors.ts';
import type { CopyState } from '../model/copy-state.ts';
import type { SourceDone, TargetDone } from '../../restic/mover-result.ts';
import { rarelyThere, uncarriedWith } from '../../restic/mover-rights.ts';
import { nameLostTimes, nameUncarried, unseenWith } from '../../restic/uncarried.ts';
import { type CopyingPhase, nothingToUndo } from '../model/phase.ts';
import { rightsOf, type VerifyLevel } from '../model/request.ts';

/**
 * Both movers have ended well, each by the word of its kubelet: the source has not changed since the snapshot that the target has verified.
 * Only here the journal learns what was copied; what logs said before was progress.
 */
export const rescanSource: CopyingPhase<'rescan-source'> = {
  name: 'rescan-source',
  interruptible: true,
  mounters: 'end-it',
  copies: true,

  async forward(move) {
    const both = ({ source, target }: CopyState) => (source !== undefined && target !== undefined ? { source, target } : undefined);
    const { source, target } = await move.copy().until(both, move.signal);
    checkAgreement(source, target, move.journal.value.request.verify);
    const { snapshot, pass, bytes, files } = source;
    const { verified } = target;
    const { request } = move.journal.value;
    const rights = rightsOf(request);
    const notCarried = [
      ...nameUncarried(source),
      ...nameLostTimes(source, target),
      ...unseenWith(request.verify),
      ...uncarriedWith(rights),
    ];
    for (const what of notCarried) {
      move.emit({ type: 'warning', text: `not copied: ${what}`, ...(rarelyThere(rights).includes(what) && { detail: true }) });
    }
    await move.journal.update((journal) => ({
      ...journal,
      copy: { snapshot, pass, bytes, files },
      ...(verified === undefined ? {} : { verified }),
      fingerprints: { source: source.fingerprint, target: target.fingerprint },
      notCarried,
    }));
  },

  undo: nothingToUndo,
};

/** Two words, each from its own kubelet: whatever the movers heard of each other, they must have copied and seen the same. */
export function checkAgreement(source: SourceDone, target: TargetDone, verify: VerifyLevel): void {
  const described = source.digest !== undefined || verify !== 'full';
  if (described && source.snapshot === target.snapshot && source.digest === target.verified?.digest) return;
  const describe = (snapshot: string, digest = 'none') => `snapshot ${snapshot}, manifest ${digest}`;
  throw new AppError('move', 'the movers do not agree on what was copied', {
    seen: [
      `the source ended with ${describe(source.snapshot, source.digest)}`,
      `the target with ${describe(target.snapshot, target.verified?.digest)}`,
    ],
  });
}
