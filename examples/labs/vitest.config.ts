/** Runs the check of one lab; the tests of the repository are another configuration. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['rivulet-src'] },
  ssr: { resolve: { conditions: ['rivulet-src'] } },
  test: {
    root: import.meta.dirname,
    include: ['check.test.ts'],
    pool: 'forks',
    execArgv: ['--conditions=rivulet-src'],
    reporters: ['verbose'],
    testTimeout: 120_000,
  },
});
