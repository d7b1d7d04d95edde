import { defineConfig } from 'vitest/config';

export const tags = [
  { name: 'core', description: 'what `npm test` runs besides the unit tests: whole files, by a first line `// @module-tag core`' },
  { name: 'real', description: 'what only real clusters show' },
];

/** The specs that ask for a place, on real clusters: those tagged `real`, or with E2E_ALL=1 all. */
export default defineConfig({
  test: {
    reporters: ['./test/reporter.ts'],
    include: ['test/specs/places/**/*.test.ts'],
    passWithNoTests: false,
    tags,
    ...(process.env['E2E_ALL'] ? {} : { tagsFilter: ['real'] }),
    testTimeout: 600_000,
    hookTimeout: 300_000,
    // The files share the clusters, and count what is there.
    maxWorkers: 1,
    fileParallelism: false,
  },
});
