import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// test/e2e has a configuration and a command of its own: npm run test:e2e.
export default defineConfig({
  test: {
    // Tests wait for databases and processes more than they count: two at a time pay even on two cores.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Of a machine that does other things beside; a rule that is broken fails again. Where it might not, tests say NO_RETRY.
    retry: process.env['CI'] ? 1 : 0,
    projects: [
      {
        test: {
          name: 'nodes',
          include: ['test/nodes/**/*.test.ts'],
          globalSetup: ['test/nodes/build.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'connector',
          include: ['test/**/*.test.ts'],
          exclude: ['test/nodes/**', 'test/e2e/**'],
          globalSetup: ['test/support/compileCache.ts', 'test/support/databaseTemplates.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
