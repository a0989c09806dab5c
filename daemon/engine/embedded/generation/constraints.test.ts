import { expect, test } from 'vitest'
import { UNKNOWN } from '../values/property.ts'
import { differenceViolation } from './constraints.ts'
import { allows, planDifference } from './plan.ts'

test('a run may do what was announced, or less, but nothing else', () => {
  expect(allows('create', 'same')).toBe(true)
  expect(allows('create', 'update')).toBe(false)
  expect(allows('update', 'replace')).toBe(false)
  expect(allows('replace', 'update')).toBe(true)
  expect(allows('delete', 'same')).toBe(false)
})

test('an unknown in a plan accepts any value, and none', () => {
  const planned = planDifference({}, { id: UNKNOWN, size: 1 })
  expect(differenceViolation({}, { id: 'a-1', size: 1 }, planned)).toBeUndefined()
  expect(differenceViolation({}, { size: 1 }, planned)).toBeUndefined()
  expect(differenceViolation({}, { id: 'a-1' }, planned)).toBe('properties changed: +-size[{1}]')
})

test('every property that changes otherwise than planned is named, with both values, in order', () => {
  const planned = planDifference({ a: 1, b: 2, c: 3 }, { a: 2, b: 2 })
  expect(differenceViolation({ a: 1, b: 2, c: 3 }, { a: 2, b: 2 }, planned)).toBeUndefined()
  expect(differenceViolation({ a: 1, b: 2, c: 3 }, { a: 3, b: { deep: [true] }, c: 3, d: null, e: 'new' }, planned)).toBe(
    'properties changed: -=c[{3}], =+e[{new}], =~b[{map[deep:{[{true}]}]}], ~~a[{2}!={3}]',
  )
})

test('a null is as good as nothing', () => {
  expect(planDifference({ a: null, b: 1, c: { x: null } }, { a: 1, b: null, c: {}, d: null })).toEqual({
    adds: { a: 1 }, deletes: ['b'], updates: {},
  })
})
