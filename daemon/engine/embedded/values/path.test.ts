import { describe, expect, test } from 'vitest'
import { covers, parsePath, pathText, resetPath } from './path.ts'
import { isSecret, secret } from './property.ts'

describe('a property path', () => {
  test('reads keys, quoted keys, indexes and stars, and writes them back', () => {
    expect(parsePath('root.nested["a key"][0].*')).toEqual(['root', 'nested', 'a key', 0, '*'])
    expect(pathText(['root', 'a.b', 2, 'c_1'])).toBe('root["a.b"][2].c_1')
    for (const text of ['.a', 'a.', 'a[', 'a["b', '[x]']) expect(parsePath(text)).toBeUndefined()
  })

  test('covers what lies at it and under it, and a star covers anything', () => {
    expect(covers(['a'], ['a', 'b', 0])).toBe(true)
    expect(covers(['a', '*', 'c'], ['a', 'b', 'c'])).toBe(true)
    expect(covers(['a', 'b'], ['a'])).toBe(false)
  })
})

describe('putting an ignored path back', () => {
  test('takes the old value, and drops what was not there before', () => {
    expect(resetPath(['a', 'b'], { a: { b: 1, c: 1 } }, { a: { b: 2, c: 2 } })).toEqual({ a: { b: 1, c: 2 } })
    expect(resetPath(['b'], { a: 1 }, { a: 1, b: 2 })).toEqual({ a: 1 })
  })

  test('keeps a secret secret', () => {
    const reset = resetPath(['a', 'b'], { a: secret({ b: 'old' }) }, { a: { b: 'new' } })
    expect(isSecret((reset?.a as { b: never }).b)).toBe(true)
  })

  test('is impossible where an element was added or removed', () => {
    expect(resetPath(['a', 1], { a: [1] }, { a: [1, 2] })).toBeUndefined()
    expect(resetPath(['a', 'b'], { a: { b: 1 } }, { a: 5 })).toBeUndefined()
  })
})
