import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx'],
    environment: 'node',
    testTimeout: 30_000,
    maxWorkers: 2,
    // the engine keeps no state of its own between clusters, so files may share what they import: half the time
    isolate: false,
  },
})
