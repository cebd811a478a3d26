import { defineConfig } from 'vitest/config';

// Tests run on the sources, without a build: the condition that package.json's `exports` name. Vite adds those of import and
// require; named here, they would hold for both.
const conditions = ['@automodel/source', 'node', 'module'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'packages/*/test/**/*.test.ts',
      'apps/*/src/**/*.test.ts',
      'tools/*/src/**/*.test.ts',
    ],
    // What the demo prints is compared without colours.
    env: { NO_COLOR: '1' },
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default', './tools/test-summary.ts'],
  },
});
