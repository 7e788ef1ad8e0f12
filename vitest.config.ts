import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/slow/**'],
    // graphql and everything that imports it must come from one module realm, or `instanceof` checks fail.
    server: { deps: { inline: ['graphql', /@pothos/] } },
    testTimeout: 20_000,
  },
});
