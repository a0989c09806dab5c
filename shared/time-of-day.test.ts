import { expect, it } from 'vitest'
import { timeOfDay } from './time-of-day.ts'

it('is what the locale of most clocks says, at any time of the day', () => {
  for (let hour = 0; hour < 24; hour += 1) {
    const timestamp = new Date(2026, 2, 28, hour, hour * 2, 59 - hour)
    expect(timeOfDay(timestamp.toISOString())).toBe(timestamp.toLocaleTimeString('en-GB'))
  }
})

it('is told with and without its seconds', () => {
  const at = new Date(2026, 10, 23, 4, 2, 7).toISOString()
  expect([timeOfDay(at, { seconds: false }), timeOfDay(at)]).toEqual(['04:02', '04:02:07'])
})
