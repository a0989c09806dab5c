import { expect, it } from 'vitest'
import { levenshtein } from './levenshtein.ts'

it('counts the letters to add, to take away and to change', () => {
  expect([['', ''], ['', 'abc'], ['kitten', 'sitting'], ['replicas', 'replicas'], ['ab', 'ba']].map(([one = '', other = '']) => levenshtein(one, other)))
    .toEqual([0, 3, 3, 0, 2])
})
