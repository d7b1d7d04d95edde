/** What a word was most likely meant to be, by case or by few letters; undefined where nothing comes near. */
export function closest(word: string, candidates: readonly string[]): string | undefined {
  return nearest(word, candidates)[0];
}

/** Candidates that are told of: more would be a list, not a hint. */
const most = 3;

/** All that come as near as the closest one does. */
export function nearest(word: string, candidates: readonly string[]): readonly string[] {
  const typed = plain(word);
  const near = candidates
    .map((candidate) => ({ candidate, distance: editDistance(typed, plain(candidate)) }))
    .filter(({ candidate, distance }) => distance <= Math.max(1, Math.floor(Math.min(typed.length, candidate.length) * 0.35)));
  const least = Math.min(...near.map(({ distance }) => distance));
  return near.flatMap(({ candidate, distance }) => (distance === least ? [candidate] : [])).slice(0, most);
}

/** Case and separators are what people mistake most. */
function plain(word: string): string {
  return word.toLowerCase().replaceAll(/[-_.]/g, '');
}

/** Letters to insert, to take away or to replace until both are the same (Levenshtein). */
function editDistance(a: string, b: string): number {
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [row, letter] of Array.from(a).entries()) {
    const next = [row + 1];
    for (const [column, other] of Array.from(b).entries()) {
      const [above, left, corner] = [last[column + 1] ?? 0, next[column] ?? 0, last[column] ?? 0];
      next.push(Math.min(above + 1, left + 1, corner + (letter === other ? 0 : 1)));
    }
    last = next;
  }
  return last.at(-1) ?? 0;
}
