// The stories: a real host, a real browser, one story after the other (`npm run stories -- sell`).
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['stories/*.story.ts'],
    testTimeout: 300_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    globalSetup: 'stories/support/global.ts',
    snapshotFormat: { escapeString: false },
  },
});
