import { expect, test } from 'vitest';
import { seenLines } from '../../../src/output/ending/seen-text.ts';

test('facts about one pod stand under its name, and what repeats itself is said once', () => {
  const seen = [
    'pod app/mover-1: Failed',
    'pod app/mover-1: container restic: ended with exit code 1',
    'log of app/mover-1 (restic): no route to host',
    'log of app/mover-1 (restic): gave up',
    'log of app/mover-1 (restic): no route to host',
    'in milan: ShadowPod app/mover-1: phase Failed',
    'it was Job app/mover',
  ];
  expect(seenLines(seen)).toEqual([
    'pod app/mover-1:',
    '  Failed',
    '  container restic: ended with exit code 1',
    'log of app/mover-1 (restic):',
    '  no route to host (x2)',
    '  gave up',
    'in milan: ShadowPod app/mover-1: phase Failed',
    'it was Job app/mover',
  ]);
});

test('the same words under two reasons of a refusal are no repetition', () => {
  const seen = ['rights in rome', '  get pods', 'rights in milan', '  get pods'];
  expect(seenLines(seen)).toEqual(seen);
});
