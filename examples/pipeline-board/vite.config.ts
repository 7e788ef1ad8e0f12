import react from '@vitejs/plugin-react';
import { defineConfig, loadEnv, type ProxyOptions } from 'vite';
import relay from 'vite-plugin-relay';

// The page asks nobody but its own origin for anything, and the browser sees to it.
const csp = "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

export default defineConfig(({ mode }) => {
  const { GRAPHQL_URL = 'http://127.0.0.1:4000' } = loadEnv(mode, '.', 'GRAPHQL_');
  // To the browser, the page and the GraphQL server are one origin, so that nothing has to be allowed across origins. The
  // page's `Host` goes on to the server, which compares it with `Origin`.
  const proxy: Record<string, ProxyOptions> = { '/graphql': { target: GRAPHQL_URL, ws: true } };
  return {
    plugins: [relay, react()],
    // React and Relay alone are more than Vite's default; compressed they are 150 kB.
    build: { chunkSizeWarningLimit: 700 },
    server: { host: '127.0.0.1', proxy },
    preview: { host: '127.0.0.1', proxy, headers: { 'content-security-policy': csp } },
  };
});
