import { AppError } from './errors.ts';

/** A Kubernetes quantity, exact: an integral number of billionths, the finest step that Kubernetes knows. */
export interface Quantity {
  readonly billionths: bigint;
}

const billion = 1_000_000_000n;

/** Suffixes of apimachinery's resource.Quantity, in billionths. */
const suffixes: Readonly<Record<string, bigint>> = {
  n: 1n,
  u: 1_000n,
  m: 1_000_000n,
  '': billion,
  k: billion * 10n ** 3n,
  M: billion * 10n ** 6n,
  G: billion * 10n ** 9n,
  T: billion * 10n ** 12n,
  P: billion * 10n ** 15n,
  E: billion * 10n ** 18n,
  Ki: billion << 10n,
  Mi: billion << 20n,
  Gi: billion << 30n,
  Ti: billion << 40n,
  Pi: billion << 50n,
  Ei: billion << 60n,
};

// Lengths are bounded: an exponent of a million digits would be computed for hours.
const pattern = new RegExp(
  /^(?<sign>[+-]?)(?<whole>\d{0,40})(?:\.(?<fraction>\d{0,40}))?/.source +
    /(?:[eE](?<exponent>[+-]?\d{1,2})|(?<suffix>[num]|[kMGTPE]|[KMGTPE]i)?)$/.source,
);

/** Parses e.g. `10Gi`, `1.5Gi`, `100m`, `1e3`. Finer than a billionth is rounded away from zero, as Kubernetes does. Throws AppError `usage`. */
export function parseQuantity(text: string): Quantity {
  const { sign, whole = '', fraction = '', exponent = '0', suffix = '' } = pattern.exec(text)?.groups ?? {};
  if (whole + fraction === '') {
    throw new AppError('usage', `${JSON.stringify(text)} is not a quantity`, { next: ['write it like 10Gi, 1.5Gi, 500M or 250m'] });
  }
  const size = scale(BigInt(whole + fraction) * suffixSize(suffix), BigInt(exponent) - BigInt(fraction.length));
  return { billionths: sign === '-' ? -size : size };
}

/** Negative, zero or positive, as sorting wants it. */
export function compareQuantities(a: Quantity, b: Quantity): number {
  if (a.billionths === b.billionths) return 0;
  return a.billionths < b.billionths ? -1 : 1;
}

/** Whole bytes (or cores, or objects) of a quantity that is not negative; a started one counts. */
export function quantityBytes(quantity: Quantity): bigint {
  return divideUp(quantity.billionths, billion);
}

const byteUnits = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'] as const;

/** Bytes for people: `512 B`, `1.5 GiB`; cut off, never rounded up to more than there is. */
export function formatBytes(bytes: number | bigint): string {
  const exact = typeof bytes === 'bigint' ? bytes : BigInt(Math.trunc(bytes));
  if (exact < 1024n) return `${exact} B`;
  let unit = 0;
  while (unit < byteUnits.length - 1 && exact >= 1n << BigInt(10 * (unit + 2))) unit += 1;
  const tenths = (exact * 10n) >> BigInt(10 * (unit + 1));
  const whole = tenths / 10n;
  return whole >= 100n || tenths % 10n === 0n ? `${whole} ${byteUnits[unit]}` : `${whole}.${tenths % 10n} ${byteUnits[unit]}`;
}

function suffixSize(suffix: string): bigint {
  return suffixes[suffix] ?? billion;
}

/** `value` times ten to the `power`, rounded up. */
function scale(value: bigint, power: bigint): bigint {
  return power >= 0n ? value * 10n ** power : divideUp(value, 10n ** -power);
}

function divideUp(numerator: bigint, denominator: bigint): bigint {
  return (numerator + denominator - 1n) / denominator;
}
