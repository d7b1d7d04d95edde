import * as fc from 'fast-check';
import type { MatrixDirection } from '../points/directions.ts';
import { type Act, beginnings, deedsOf, mishaps, type OperatorDeed, type OperatorName, type Story } from './story.ts';

/** A move has about eighty writes. */
const mostWrites = 30;

const longestStory = 20;

/** Any story in that direction. What cannot be done when its turn comes is left out, so any order of acts is one. */
export function drawStory(direction: MatrixDirection): fc.Arbitrary<Story> {
  const rest = fc.array(drawAct(), { minLength: 3, maxLength: longestStory, size: 'max' });
  return fc
    .record({ way: fc.constantFrom('abort' as const, 'resume' as const), rest })
    .map(({ way, rest: acts }) => ({ direction, way, acts: [{ who: 'A', deed: 'moves' }, ...acts] }));
}

function drawAct(): fc.Arbitrary<Act> {
  const operator = fc.constantFrom<OperatorName[]>('A', 'A', 'B');
  const deed = (deeds: readonly OperatorDeed[]) => fc.record({ who: operator, deed: fc.constantFrom(...deeds) });
  const writes = fc.record({ who: operator, deed: fc.constant('writes' as const), count: fc.integer({ min: 1, max: mostWrites }) });
  const outsiders = (['late', 'user', 'controller', 'liqo'] as const).flatMap((who) =>
    deedsOf[who].map((does) => ({ who, deed: does }) as Act),
  );
  return fc.oneof(
    { weight: 7, arbitrary: writes },
    { weight: 5, arbitrary: deed(mishaps) },
    { weight: 4, arbitrary: deed(['moves', ...beginnings]) },
    { weight: 4, arbitrary: fc.constantFrom(...outsiders) },
  );
}
