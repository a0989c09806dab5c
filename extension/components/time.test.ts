import { expect, it } from 'vitest'
import { spokenCountdown } from './countdown.ts'
import { clock, duration, moment, secondsBetween, secondsUntil } from './time.ts'

it('counts down in minutes and seconds, and never below zero', () => {
  expect([120, 102.4, 60, 59.9, 7, 0.2, 0, -5].map(clock)).toEqual(['2:00', '1:43', '1:00', '1:00', '0:07', '0:01', '0:00', '0:00'])
})

it('says a duration as people do', () => {
  expect([0.04, 4, 9.6, 59, 60, 80, 125, 600, 754].map(duration)).toEqual(['0.0 s', '4 s', '10 s', '59 s', '1 min', '1 min 20 s', '2 min 5 s', '10 min', '13 min'])
})

it('tells how long there is until a time, and how long it was between two', () => {
  expect(secondsUntil('2026-11-23T14:02:00.000Z', Date.parse('2026-11-23T14:01:30.500Z'))).toBe(29.5)
  expect(secondsUntil('2026-11-23T14:02:00.000Z', Date.parse('2026-11-23T14:03:00.000Z'))).toBe(-60)
  expect(secondsBetween('2026-11-23T14:02:00.000Z', '2026-11-23T14:02:03.100Z')).toBe(3.1)
})

it('says when as seen from today', () => {
  const now = new Date(2026, 10, 23, 14, 2)
  const at = (...date: [number, number, number, number, number]): string => moment(new Date(...date).toISOString(), now)
  expect(at(2026, 10, 23, 9, 5)).toBe('09:05')
  expect(at(2026, 10, 22, 23, 59)).toBe('yesterday 23:59')
  expect(at(2026, 10, 12, 9, 30)).toBe('12 Nov 09:30')
  expect(at(2025, 11, 31, 23, 0)).toBe('31 Dec 2025 23:00')
})

it('speaks of a countdown at its turns only, not every second', () => {
  const spoken = Array.from({ length: 121 }, (_, at) => spokenCountdown(120 - at))
  expect(new Set(spoken).size).toBe(4)
  expect(spoken.at(-1)).toBe('The code has expired.')
})
