import { AppError } from '../../src/base/errors.ts';
import type { Owner } from '../../src/volumes/owner.ts';

/** An owner that is no move. */
export const testOwner: Owner = {
  name: 'this test',
  marks: { 'example.com/owner': 'test' },
  noMarks: { 'example.com/owner': null },
  stagedLabels: { 'example.com/staged': 'yes' },
  stagedAnnotations: {},
  finalizer: 'example.com/hold',
  owns: ({ metadata }) => metadata.annotations?.['example.com/owner'] === 'test',
  refuseStale: () => undefined,
  error: (message, details) => new AppError('bug', message, details),
};
