import { defineConfig } from 'vitest/config';
import { tags } from './vitest.e2e.config.ts';

export default defineConfig({
  test: {
    reporters: ['./test/reporter.ts'],
    passWithNoTests: false,
    tags,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          isolate: false,
          testTimeout: 30_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          isolate: false,
          testTimeout: 15_000,
          hookTimeout: 15_000,
          maxWorkers: 2,
          // Movers mostly wait for each other; five of them beside five others starve on two cores.
          maxConcurrency: 3,
        },
      },
      {
        test: {
          name: 'specs',
          include: ['test/specs/**/*.test.ts'],
          // In the sandbox, even when the shell around it is a testbed's.
          env: { E2E_CONSUMER_KUBECONFIG: '' },
          testTimeout: 180_000,
          hookTimeout: 60_000,
          // A scenario starts two clusters and real movers: more than two at once starve each other on a small machine.
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'crash',
          include: ['test/crash/**/*.test.ts'],
          // A whole direction is one test, for its moves run beside each other; so they come when nothing else runs.
          testTimeout: 900_000,
          hookTimeout: 300_000,
          // Two tables beside each other would lose their short leases on two cores.
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
