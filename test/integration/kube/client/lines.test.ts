// @module-tag core
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { splitLines } from '../../../../src/kube/client/lines.ts';
import { collect } from './scripted-server.ts';

async function* cut(bytes: Uint8Array, at: readonly number[]): AsyncIterable<Uint8Array> {
  let start = 0;
  for (const end of [...new Set(at.map((point) => point % (bytes.length + 1)))].toSorted((a, b) => a - b)) {
    yield bytes.subarray(start, end);
    start = end;
  }
  yield bytes.subarray(start);
}

it('gives the same lines wherever the packets are cut', async () => {
  // Carriage returns have their own test; half pairs cannot be bytes.
  const text = fc.string({ unit: 'grapheme' }).map((value) => value.replaceAll(/[\r\n]/g, ''));
  await fc.assert(
    fc.asyncProperty(fc.array(text), fc.array(fc.nat()), async (lines, cuts) => {
      const bytes = new TextEncoder().encode(lines.map((line) => `${line}\n`).join(''));
      expect(await collect(splitLines(cut(bytes, cuts)))).toEqual(lines);
    }),
  );
});

it.each([
  ['', []],
  ['\n', ['']],
  ['a', ['a']],
  ['a\r\nb\rc\r\n', ['a', 'b\rc']],
  ['\ufeffa\n', ['\ufeffa']],
])('splits %j', async (text, lines) => {
  expect(await collect(splitLines(cut(new TextEncoder().encode(text), [1])))).toEqual(lines);
});

it('marks bytes that are not UTF-8', async () => {
  expect(await collect(splitLines(cut(Uint8Array.of(0x61, 0xff, 0x0a, 0xc3), [])))).toEqual(['a\ufffd', '\ufffd']);
});

it('hands out an endless line in pieces, with nothing lost', async () => {
  const pieces = await collect(splitLines(cut(new TextEncoder().encode('x'.repeat(25)), [7, 13]), 10));
  expect(pieces.join('')).toBe('x'.repeat(25));
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(10);
});
