import { expect, test } from 'vitest';
import { parseImages } from '../../place/images.ts';

test('images are the usual ones unless they are named, and liqoctl hears of its own', () => {
  expect(parseImages()).toEqual({ busybox: 'busybox:1.37', python: 'python:3.13.7-alpine3.22', flags: [], controllerFlags: [] });
  expect(parseImages('busybox=b:1, restic=host:5000/restic=x:2,python=p:3,pause=z:4')).toEqual({
    busybox: 'b:1',
    python: 'p:3',
    flags: ['--restic-image', 'host:5000/restic=x:2', '--verify-image', 'p:3'],
    controllerFlags: ['--first-consumer-image', 'z:4'],
  });
});

test('a name that no image has is refused', () => {
  expect(() => parseImages('redis=r:1')).toThrow('E2E_IMAGES: redis=r:1');
  expect(() => parseImages('busybox')).toThrow('E2E_IMAGES');
});
