const scales: Readonly<Record<string, number>> = {
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
};

/** A Kubernetes quantity as a number; NaN when it is none. */
export function parseQuantity(text: string): number {
  const found = /^([+-]?[0-9.]+)(e[+-]?\d+|[a-zA-Z]*)$/.exec(text);
  if (found === null) return Number.NaN;
  const [, digits = '', suffix = ''] = found;
  if (/^e[+-]?\d/.test(suffix)) return Number(`${digits}${suffix}`);
  return Number(digits) * (scales[suffix] ?? Number.NaN);
}
