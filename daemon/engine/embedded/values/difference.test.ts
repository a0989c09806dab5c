import { expect, test } from 'vitest'
import { changedKeys, detailedDifference, inverted, toReplacement } from './difference.ts'

test('a detailed difference names every leaf that changed, in order', () => {
  const before = { a: 1, list: [1, 2], map: { x: 1, y: null }, gone: true }
  const after = { a: 2, list: [1, 3, 4], map: { x: 1, y: 'now' }, 'new key': 1 }
  expect([...detailedDifference(before, after)].map(([path, { kind }]) => `${kind} ${path}`)).toEqual([
    'add ["new key"]', 'update a', 'delete gone', 'update list[1]', 'add list[2]', 'add map.y',
  ])
})

test('null and absent are the same, and so change nothing', () => {
  expect(changedKeys({ a: null }, {})).toEqual([])
  expect(detailedDifference({ a: { b: null } }, { a: {} }).size).toBe(0)
})

test('a difference can force a replacement and be looked at from the other side', () => {
  expect(toReplacement('add')).toBe('add-replace')
  expect(inverted('add-replace')).toBe('delete-replace')
  expect(inverted('update')).toBe('update')
})
