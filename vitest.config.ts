import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** What both runs share. With CI set, the counts also go to `test/.artifacts/<run>.json`, where `.ci/run` adds them up. */
export function common(run: 'fast' | 'slow'): NonNullable<ViteUserConfig['test']> {
  return {
    // graphql must come from one module realm, or its `instanceof` checks fail: from the one that Node's own import gives.
    alias: [{ find: /^graphql$/, replacement: createRequire(import.meta.url).resolve('graphql') }],
    reporters: process.env.CI ? ['default', ['json', { outputFile: `test/.artifacts/${run}.json` }]] : ['default'],
  };
}

/** Every test that needs nothing but Node. */
export default defineConfig({
  test: {
    ...common('fast'),
    // Two processes also where there are only two cores: a test waits for its server about as long as it works.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    include: ['test/**/*.test.ts'],
    exclude: ['test/slow/**'],
    testTimeout: 20_000,
  },
});
