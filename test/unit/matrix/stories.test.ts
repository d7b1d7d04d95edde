import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matrixDirections } from '../../matrix/points/directions.ts';
import { parseWish } from '../../matrix/points/wish.ts';
import { drawStory } from '../../matrix/stories/draw-story.ts';
import { formatStory, parseStory, type Story } from '../../matrix/stories/story.ts';

const wish = (...words: string[]) => parseWish(words, '2026-01-01');

describe('a story', () => {
  it.each(matrixDirections)('is read from the words that it is told in: $words', (direction) => {
    const isReadBack = (story: Story) => {
      expect(parseStory(formatStory(story))).toEqual(story);
    };
    fc.assert(fc.property(drawStory(direction), isReadBack));
  });

  it.each(['story up resume A moves', 'story lr wait A moves', 'story lr resume C moves', 'story lr resume user writes 3'])(
    'is not read from others: %s',
    (text) => {
      expect(() => parseStory(text)).toThrow(/^not (a story|an act of a story): /);
    },
  );

  it('is told alone where one is named', () => {
    const words = 'story rl abort A moves, A writes 17, A sleeps, B resumes';
    const named = wish(...words.split(' '));
    expect(named).toMatchObject({ stories: 'only', points: [] });
    expect(named.story && formatStory(named.story)).toBe(words);
  });

  it('is drawn besides all points, instead of them, or not at all', () => {
    expect([wish(), wish('sample', 'lr'), wish('stories', 'lr'), wish('kill'), wish('10-20')].map(({ stories }) => stories)).toEqual([
      'too',
      'too',
      'only',
      'no',
      'no',
    ]);
  });
});
