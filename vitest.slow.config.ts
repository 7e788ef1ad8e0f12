import { defineConfig } from 'vitest/config';
import { common } from './vitest.config.ts';

/** Tests that need a browser, Redis, the OpenAPI document or a registry. One file at a time: they start programs. */
export default defineConfig({
  test: {
    ...common('slow'),
    include: ['test/slow/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
});
