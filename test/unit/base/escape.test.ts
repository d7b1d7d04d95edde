import fc from 'fast-check';
import { expect, it } from 'vitest';
import { escapeText } from '../../../src/base/escape.ts';

it.each([
  ['plain text, ünïcode 漢字 🙂', 'plain text, ünïcode 漢字 🙂'],
  ['two\nlines\r\n\tin', 'two\\nlines\\r\\n\\tin'],
  ['\u001b[31mred\u001b[0m', '\\x1b[31mred\\x1b[0m'],
  ['\u009b2J', '\\x9b2J'],
  ['a\u202eb\u2066c', 'a\\u{202e}b\\u{2066}c'],
  ['a\u2028b', 'a\\u{2028}b'],
  ['zero\u200bwidth', 'zero\\u{200b}width'],
  ['half \ud800 pair', 'half \\u{d800} pair'],
])('writes %j as %s', (text, escaped) => {
  expect(escapeText(text)).toBe(escaped);
});

it('leaves nothing that moves the cursor or the text, and is safe to repeat', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const escaped = escapeText(text);
      // oxlint-disable-next-line no-control-regex -- these are what must not be there
      expect(escaped).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/);
      expect(escapeText(escaped)).toBe(escaped);
    }),
  );
});
