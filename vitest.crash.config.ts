import { defineConfig } from 'vitest/config';

/** Killed in every phase of a move in every direction; restic is scripted, for it is not what is tried here. */
export default defineConfig({
  test: {
    reporters: ['./test/reporter.ts'],
    include: ['test/crash/**/*.test.ts'],
    passWithNoTests: false,
    // A whole direction is one test, for its moves run beside each other.
    testTimeout: 900_000,
    hookTimeout: 300_000,
  },
});
