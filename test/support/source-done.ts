import type { SourceDone } from '../../src/restic/mover-result.ts';

/** The word of a source mover whose volume was empty, and had nothing that is not carried. */
export const sourceDone: SourceDone = {
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
  fingerprint: 'f'.repeat(64),
  left: [],
  attributes: '-',
  fractions: 0,
};
