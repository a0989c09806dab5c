import { expect, test } from 'vitest'
import { duration } from './duration.ts'

test('earlier runs of the same kind say how long the next one takes', () => {
  expect(duration([9, 1, 2, 3, 4, 5, 6, 7, 8, 10], 1)).toEqual({ p50: 5, p90: 9, samples: 10 })
  expect(duration([4.24], 50)).toEqual({ p50: 4.2, p90: 4.2, samples: 1 })
})

test('without an earlier run the guess grows with the changes and says that it is one', () => {
  expect(duration([], 1).samples).toBe(0)
  expect(duration([], 20).p50).toBeGreaterThan(duration([], 1).p50)
})
