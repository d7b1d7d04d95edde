/** A whole number with thousands separated, the same in every locale: `20,000`. */
export function formatCount(count: number): string {
  return Math.max(0, Math.round(count))
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
}

const irregular: Readonly<Record<string, string>> = { pass: 'passes', entry: 'entries' };

/** `1 file`, `2 files`, `3 entries`. */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${count === 1 ? noun : (irregular[noun] ?? `${noun}s`)}`;
}
