import { expect, it } from 'vitest'
import { timeOfDay } from './time-of-day.ts'

it('is what the locale of most clocks says, at any time of the day', () => {
  for (let hour = 0; hour < 24; hour += 1) {
    const timestamp = new Date(2026, 2, 28, hour, hour * 2, 59 - hour)
    expect(timeOfDay(timestamp.toISOString())).toBe(timestamp.toLocaleTimeString('en-GB'))
  }
})
