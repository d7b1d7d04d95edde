import type { Mutant } from './mutant.ts';

/**
 * Where the text is that a mutant replaces, however a formatter has broken its lines: blanks count only between two words, and a comma that
 * stands before a closing bracket because of a line break does not count. Throws unless there is exactly one such place.
 */
export function findPlace(text: string, { file, search }: Pick<Mutant, 'file' | 'search'>): { start: number; end: number } {
  const places = [...text.matchAll(patternOf(search))];
  const [place] = places;
  if (place === undefined || places.length > 1) throw new Error(`${file} contains the text ${places.length} times: ${search}`);
  return { start: place.index, end: place.index + place[0].length };
}

function patternOf(search: string): RegExp {
  const tokens = search.match(/\w+|[^\w\s]/g) ?? [];
  const parts = tokens.map((token, at) => {
    const before = tokens[at - 1];
    const comma = /[)\]}]/.test(token) && before !== undefined && before !== ',' ? ',?\\s*' : '';
    return blanks(before, token) + comma + token.replace(/\W/, '\\$&');
  });
  return new RegExp(parts.join(''), 'g');
}

function blanks(before: string | undefined, token: string): string {
  if (before === undefined) return '';
  return /\w$/.test(before) && /^\w/.test(token) ? '\\s+' : '\\s*';
}
