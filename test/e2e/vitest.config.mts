import { defineConfig } from 'vitest/config';

// The real n8n, started once for all files; they run one after the other, since they share its credentials.
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['*.test.ts'],
    globalSetup: ['../support/compileCache.ts', 'support/n8n.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
