import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src/base/errors.ts';
import { compareQuantities, formatBytes, parseQuantity, quantityBytes } from '../../../src/base/quantity.ts';

const billion = 1_000_000_000n;

describe('parseQuantity', () => {
  it.each([
    ['0', 0n],
    ['1', billion],
    ['+1', billion],
    ['-1', -billion],
    ['1.5Gi', (3n << 29n) * billion],
    ['.5', billion / 2n],
    ['5.', 5n * billion],
    ['100m', billion / 10n],
    ['1n', 1n],
    ['0.1n', 1n],
    ['-0.1n', -1n],
    ['1e3', 1000n * billion],
    ['1E3', 1000n * billion],
    ['1.5e-1', 150_000_000n],
    ['1E', 10n ** 18n * billion],
    ['12345678901234567890', 12345678901234567890n * billion],
  ])('reads %s', (text, billionths) => {
    expect(parseQuantity(text)).toEqual({ billionths });
  });

  it.each(['', '.', 'Gi', '1 Gi', '1gi', '1KiB', '1e', '--1', '1e1000000', '0x10', '1\n', 'NaN'])('refuses %j', (text) => {
    expect(() => parseQuantity(text)).toThrow(AppError);
  });

  it('orders by size, whatever the suffix', () => {
    const scales: [string, bigint][] = [
      ['', 1n],
      ['k', 1000n],
      ['Ki', 1024n],
      ['G', 10n ** 9n],
      ['Gi', 1n << 30n],
    ];
    const amount = fc.tuple(fc.bigInt({ min: 0n, max: 1n << 50n }), fc.constantFrom(...scales));
    fc.assert(
      fc.property(amount, amount, ([a, [suffixA, scaleA]], [b, [suffixB, scaleB]]) => {
        const order = compareQuantities(parseQuantity(`${a}${suffixA}`), parseQuantity(`${b}${suffixB}`));
        const difference = a * scaleA - b * scaleB;
        expect(Math.sign(order)).toBe(difference === 0n ? 0 : difference < 0n ? -1 : 1);
      }),
    );
  });

  it('returns the bytes that were written', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 1n << 80n }), (bytes) => {
        expect(quantityBytes(parseQuantity(String(bytes)))).toBe(bytes);
      }),
    );
  });
});

it('counts a started byte as a whole one', () => {
  expect(quantityBytes(parseQuantity('1500m'))).toBe(2n);
});

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1 KiB'],
    [1536, '1.5 KiB'],
    [1024 * 1024 - 1, '1023 KiB'],
    [10 * 1024 ** 3, '10 GiB'],
    [1n << 75n, '32768 EiB'],
  ])('writes %s as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it('never says more than there is, and less by a tenth of the unit at most', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 1n << 62n }), (bytes) => {
        const [amount = '', unit = ''] = formatBytes(bytes).split(' ');
        const scale = 1n << BigInt(10 * ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'].indexOf(unit));
        const tenths = BigInt(Math.round(Number(amount) * 10));
        expect(tenths * scale <= bytes * 10n).toBe(true);
        expect((tenths + 10n) * scale > bytes * 10n).toBe(true);
      }),
    );
  });
});
