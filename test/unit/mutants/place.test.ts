import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mutants } from '../../mutants/mutants.ts';
import { findPlace } from '../../mutants/place.ts';

const found = (text: string, search: string) => {
  const { start, end } = findPlace(text, { file: 'file', search });
  return text.slice(start, end);
};

describe('place of a mutant', () => {
  it('is found in broken lines, and with the comma that they bring', () => {
    const broken = 'await remove(\n  move,\n  { kind, object },\n);';
    expect(found(`x; ${broken} y`, 'await remove(move, { kind, object });')).toBe(broken);
  });

  it('is one place only', () => {
    expect(() => found('a(); a();', 'a()')).toThrow('contains the text 2 times');
    expect(() => found('awaits', 'await s')).toThrow('contains the text 0 times');
  });

  it('is found in the text itself, whatever it holds', () => {
    const text = fc.string({ minLength: 1 }).filter((search) => /\S/.test(search));
    fc.assert(
      fc.property(text, (search) => {
        expect(found(search, search)).toBe(search.trim());
      }),
    );
  });

  it.each(mutants)('is in $file: $name', async ({ file, search }) => {
    const { start, end } = findPlace(await readFile(file, 'utf8'), { file, search });
    expect(end).toBeGreaterThan(start);
  });
});
