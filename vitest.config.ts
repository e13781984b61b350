import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

// Many tests start the program as a process of its own; only the first one has to compile it.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, '.cache/node')

/** How long a test looks for what comes by itself, ms: for a machine that is busy with all the others. */
const expect = { poll: { timeout: 20_000 } }

export default defineConfig({
  test: {
    // Much of the time a test waits for a process of its own, so that two share even two processors well.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        test: {
          name: 'unit',
          expect,
          environment: 'node',
          // A worker for each of a hundred small files costs more than the files do.
          isolate: false,
          include: ['shared/**/*.test.ts', 'electron/**/*.test.ts', 'test/rules/**/*.test.ts'],
          testTimeout: 30_000,
        },
      },
      {
        plugins: [react()],
        test: {
          name: 'ui',
          expect,
          environment: 'jsdom',
          include: ['renderer/**/*.test.{ts,tsx}'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'flow',
          expect,
          environment: 'node',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'real',
          expect,
          environment: 'node',
          include: ['test/real/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
