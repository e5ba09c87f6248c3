import { defineConfig } from 'vitest/config'

/** Real processes in real time: one file after the other, so that no drill disturbs another's clocks. */
export default defineConfig({
  test: {
    include: ['test/drills/**/*.test.ts'],
    fileParallelism: false,
    sequence: { concurrent: false },
    testTimeout: 600_000,
    hookTimeout: 60_000,
    reporters: ['verbose'],
  },
})
