// The stories: a real host, a real browser, one story after the other (`npm run stories -- sell`).
import { defineConfig } from 'vitest/config';

// Told by `make test`: those that were seen to hold in all four ways. `STORIES=all`, or a name, tells the others too.
const proved = ['book', 'first-run', 'merge', 'palette', 'plugin'].map((name) => `stories/${name}.story.ts`);

export default defineConfig({
  test: {
    include: process.env.STORIES === 'all' || process.argv.length > 5 ? ['stories/*.story.ts'] : proved,
    testTimeout: 300_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    globalSetup: 'stories/support/global.ts',
    snapshotFormat: { escapeString: false },
  },
});
