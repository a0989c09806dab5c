import { describe, expect, it } from 'vitest'
import { momentOf } from './moment.ts'

describe('a moment in words', () => {
  const now = new Date(2026, 10, 26, 14, 30)
  it.each([
    ['this morning', new Date(2026, 10, 26)], ['today', new Date(2026, 10, 26)], ['this afternoon', new Date(2026, 10, 26, 12)],
    ['yesterday', new Date(2026, 10, 25)], ['yesterday evening', new Date(2026, 10, 25, 18)],
    ['9:30', new Date(2026, 10, 26, 9, 30)], ['9 am', new Date(2026, 10, 26, 9)], ['12 am', new Date(2026, 10, 26)], ['12 pm', new Date(2026, 10, 26, 12)],
    ['two hours ago', new Date(2026, 10, 26, 12, 30)], ['an hour ago', new Date(2026, 10, 26, 13, 30)], ['last 3 days', new Date(2026, 10, 23, 14, 30)],
  ])('%s', (words, moment) => expect(momentOf(words, now)).toEqual(moment))
  it('that a clock has not shown today is yesterday\'s', () => expect(momentOf('23:00', now)).toEqual(new Date(2026, 10, 25, 23)))
})
