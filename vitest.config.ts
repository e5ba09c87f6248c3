import { configDefaults, defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    exclude: [...configDefaults.exclude, 'test/drills/**'],
    // Against tests that hang, on machines that are busy: no test is about time.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
