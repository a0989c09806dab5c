import { defineConfig } from 'vitest/config'

/** What takes minutes: an engine that runs again and again, and every state of the sidebar in every look. `npm run test:long` runs it. */
const long = [
  'test/{simulator,secrets,promise}/**/*.test.ts', 'test/engine/{automation,command,official,warm}.test.ts', 'test/e2e/sidebar/states.test.ts', 'test/e2e/{hostile-names,restored-backup}.test.ts',
  'test/faults/{closed-terminal,first-start}.test.ts',
]

/** Test files that run side by side. They wait for a process most of the time: two keep even a small machine no more than busy. */
const maxWorkers = 2

/** Three projects: `unit` sits beside the code and needs no browser; `e2e` drives the whole product; `long` is not part of `npm test`. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{daemon,shared,extension,infrastructure,test}/**/*.test.{ts,tsx}'],
          exclude: ['**/node_modules/**', 'test/e2e/**', 'test/faults/**', ...long],
          maxWorkers,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          globalSetup: ['test/e2e/harness/seed.ts'],
          include: ['test/e2e/**/*.test.ts', 'test/faults/**/*.test.ts'],
          exclude: ['**/node_modules/**', ...long],
          testTimeout: 600_000,
          hookTimeout: 300_000,
          maxWorkers,
        },
      },
      {
        test: {
          name: 'long',
          globalSetup: ['test/e2e/harness/seed.ts'],
          include: long,
          testTimeout: 600_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
