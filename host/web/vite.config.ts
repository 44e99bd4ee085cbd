// Builds the interface into dist, which the release of the host holds; `npm run dev` asks a running host (KEEL_HOST) for data.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const host = process.env.KEEL_HOST ?? 'http://127.0.0.1:8080';
const proxy = {
  target: host,
  changeOrigin: true,
  // The host takes changes from its own pages only.
  headers: { origin: host },
};

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '@': new URL('./src', import.meta.url).pathname } },
  server: { proxy: { '/api': proxy, '/ext': proxy } },
  build: {
    target: 'es2023',
    // Nothing inline: the content security policy takes scripts and styles from files only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
  },
  test: { include: ['src/**/*.test.{ts,tsx}'] },
});
