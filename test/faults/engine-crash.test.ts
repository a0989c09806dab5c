import { expect, test } from 'vitest'
import { crashEngine } from './engine-crash.ts'

test('an engine that is killed in an update leaves a state that is certain of what is so, and no process that goes on', async () => {
  const result = await crashEngine(3, 2026)
  expect(result.failures).toEqual([])
  expect(result.interrupted).toBeGreaterThan(0)
})
