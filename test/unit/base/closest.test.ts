import { expect, test } from 'vitest';
import { closest, nearest } from '../../../src/base/closest.ts';

test.each([
  ['--target-nod', '--target-node'],
  ['--targetnode', '--target-node'],
  ['--target_node', '--target-node'],
  ['--dryrun', '--dry-run'],
  ['--tagret-node', '--target-node'],
  ['Milan', 'milan'],
  ['rome-9', 'rome-1'],
  ['mov', 'move'],
  ['t', undefined],
  ['--nonsense', undefined],
  ['', undefined],
])('%j is meant to be %s', (word, meant) => {
  expect(closest(word, ['--target-node', '--dry-run', 'milan', 'rome-1', 'move'])).toBe(meant);
});

test('all that come as near are told of, three at most', () => {
  expect(nearest('rome-9', ['rome-1', 'milan', 'rome-2'])).toEqual(['rome-1', 'rome-2']);
  expect(nearest('db-9', ['db-1', 'db-2', 'db-3', 'db-4'])).toHaveLength(3);
});
