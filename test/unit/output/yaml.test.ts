import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { toYaml } from '../../../src/output/ending/yaml.ts';

const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

test('YAML reads back as what it was made from, and no terminal obeys any of it', () => {
  const hostile = fc.string({
    unit: fc.constantFrom('a', ' ', ':', '\n', '"', '\\', '\u001b', '\u0085', '\u202e', '\u2028', '\u{e0001}', '#'),
  });
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'grapheme-ascii' }), hostile), hostile, (pairs, text) => {
      const value = { pairs: { ...pairs }, list: [text, 1, true] };
      const yaml = toYaml(value);
      expect(yaml.replaceAll('\n', '')).not.toMatch(unsafe);
      expect(parse(yaml)).toEqual(value);
      expect(parse(yaml, { version: '1.1' })).toEqual(value);
      expect(toYaml({ [text]: 1 }).replaceAll('\n', '')).not.toMatch(unsafe);
      expect(parse(toYaml({ [text]: 1 }))).toEqual({ [text]: 1 });
    }),
  );
});

test.each(['yes', 'off', 'null', '012', '1:30', '1_000', '2026-01-01', '<<', '=', '', '- a', 'a: b', '*'])('%j stays a text', (text) => {
  for (const version of ['1.1', '1.2'] as const) expect(parse(toYaml({ text }), { version })).toEqual({ text });
});

test.each(['yes', '012', '1:30', '1_000', '0_', '.', '-.', 'E0', 'a\u202eb'])('%j stays a text as a key', (text) => {
  for (const version of ['1.1', '1.2'] as const) expect(parse(toYaml({ [text]: 1 }), { version })).toEqual({ [text]: 1 });
});

test('what has no value is left out, as it is in JSON', () => {
  expect(toYaml({ a: undefined, b: [{ c: 'x' }] })).toBe('b:\n  - c: x');
});
