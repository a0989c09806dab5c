import { expect, it } from 'vitest'
import { canonical } from './canonical.ts'
import { excerpt } from './excerpt.ts'

it('leaves what is short enough, and says of what it cut that it did', () => {
  expect([excerpt('shop', 4), excerpt('shops', 4)]).toEqual(['shop', 'sho…'])
})

it('never cuts inside of a character, whose halves have no canonical bytes', () => {
  for (const length of [5, 6, 7, 8]) expect(() => canonical(excerpt('🚀'.repeat(9), length))).not.toThrow()
})
