import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['rivulet-src'] },
  ssr: { resolve: { conditions: ['rivulet-src'] } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'examples/**/*.test.ts', 'tests/**/*.test.ts'],
    // What a reader of a lab checks his own work with: it fails until that is done.
    exclude: [...configDefaults.exclude, 'examples/labs/check.test.ts'],
    pool: 'forks',
    execArgv: ['--conditions=rivulet-src'],
    maxWorkers: 2,
    reporters: ['default', './tests/count-reporter.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
