import { defineConfig } from 'vitest/config';

// With the set-up of the suite: what it leaves behind must not hide a failure.
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['fails.ts'],
    globalSetup: ['../databaseTemplates.ts'],
    hookTimeout: 60_000,
  },
});
