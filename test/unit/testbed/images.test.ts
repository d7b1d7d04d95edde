import { expect, test } from 'vitest';
import { parseImages } from '../../place/images.ts';

test('images are the usual ones unless they are named, and liqoctl hears of its own', () => {
  expect(parseImages()).toEqual({ busybox: 'busybox:1.37', python: 'python:3-alpine', flags: [] });
  expect(parseImages('busybox=b:1, restic=host:5000/restic=x:2,python=p:3')).toEqual({
    busybox: 'b:1',
    python: 'p:3',
    flags: ['--restic-image', 'host:5000/restic=x:2', '--verify-image', 'p:3'],
  });
});

test('a name that no image has is refused', () => {
  expect(() => parseImages('redis=r:1')).toThrow('E2E_IMAGES: redis=r:1');
  expect(() => parseImages('busybox')).toThrow('E2E_IMAGES');
});
