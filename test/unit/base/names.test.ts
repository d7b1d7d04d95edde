import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDnsLabel, isDnsSubdomain, shortHash } from '../../../src/base/names.ts';

it.each(['a', 'a-b', '0', 'a'.repeat(63)])('takes the label %s', (text) => {
  expect(isDnsLabel(text)).toBe(true);
});

it.each(['', '-a', 'a-', 'A', 'a_b', 'a.b', 'ä', 'a\n', 'a'.repeat(64)])('refuses the label %j', (text) => {
  expect(isDnsLabel(text)).toBe(false);
});

it('takes names of labels joined by dots, up to 253 characters', () => {
  expect(isDnsSubdomain('move.liqo.io')).toBe(true);
  expect(isDnsSubdomain('a'.repeat(253))).toBe(true);
  expect(isDnsSubdomain('a'.repeat(254))).toBe(false);
  expect(isDnsSubdomain('a..b')).toBe(false);
  expect(isDnsSubdomain('a.-b')).toBe(false);
});

describe('shortHash', () => {
  it('never changes: names of existing objects depend on it', () => {
    expect(shortHash('app/db', 10)).toMatchInlineSnapshot(`"eh4j22jcmo"`);
    expect(shortHash('', 32)).toMatchInlineSnapshot(`"dqecy44u23uizpzehobee3tmevz3ysyv"`);
  });

  it('can begin a name, and a shorter one is its beginning', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 32 }), (text, length) => {
        const hash = shortHash(text, length);
        expect(hash).toMatch(/^[a-z][a-z2-7]*$/);
        expect(hash).toHaveLength(length);
        expect(shortHash(text, 32).startsWith(hash)).toBe(true);
      }),
    );
  });
});
