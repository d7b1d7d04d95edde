import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    reporters: ['./test/reporter.ts'],
    passWithNoTests: false,
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 15_000, hookTimeout: 15_000, maxWorkers: 2 } },
      // A scenario starts two clusters and real movers: more than two at once starve each other on a small machine.
      { test: { name: 'specs', include: ['test/specs/**/*.test.ts'], testTimeout: 180_000, hookTimeout: 60_000, maxWorkers: 2 } },
    ],
  },
});
