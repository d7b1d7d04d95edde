import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSample, takeSample } from '../sampled.ts';

const names = fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 40 });

describe('the sample of a long list', () => {
  it('is a share of it, in the same order', () => {
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 50 }), fc.string(), (all, share, seed) => {
        const taken = takeSample({ share, seed }, all);
        expect(taken).toHaveLength(Math.ceil(all.length / share));
        expect(all.filter((name) => taken.includes(name))).toEqual(taken);
      }),
    );
  });

  it('takes others on another day, and the same ones for the same seed', () => {
    const all = Array.from({ length: 40 }, (_, index) => `phase ${index}`);
    const on = (day: string) => takeSample(readSample({ SAMPLE_SHARE: '4' }, new Date(day)), all);
    expect(on('2026-01-02T03:00:00Z')).toEqual(on('2026-01-02T21:00:00Z'));
    expect(on('2026-01-03')).not.toEqual(on('2026-01-02'));
    expect(takeSample(readSample({ SAMPLE_SHARE: '4', SAMPLE_SEED: '2026-01-02' }, new Date('2026-05-01')), all)).toEqual(on('2026-01-02'));
  });

  it('is everything unless a share is asked for', () => {
    expect(takeSample(readSample({}, new Date()), ['a', 'b'])).toEqual(['a', 'b']);
  });
});
