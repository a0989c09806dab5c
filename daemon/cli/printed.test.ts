import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { visible, visibleName } from '../../shared/visible.ts'
import { jsonLine, readable } from './printed.ts'

describe('what the command prints', () => {
  it('for programs is the same value, and drives no terminal', () => {
    const said = fc.string({ unit: 'binary' })
    fc.assert(fc.property(fc.dictionary(said, said), (value) => {
      expect(JSON.parse(jsonLine(value))).toEqual(JSON.parse(JSON.stringify(value)))
      expect(jsonLine(value)).toMatch(/^[ -~]*$/)
    }), { seed: 4 })
  })

  it('for a person shows what would drive it, and keeps lines and the marks of what was made visible already', () => {
    expect(readable('It failed:\n\u001b]0;mine\u0007\u009b2J, \u202etxt')).toBe('It failed:\n⟨U+001B⟩]0;mine⟨U+0007⟩⟨U+009B⟩2J, ⟨U+202E⟩txt')
    for (const text of ['a\u001bb', 'main ', 'p\u0430y']) {
      expect(readable(visible(text))).toBe(visible(text))
      expect(readable(visibleName(text))).toBe(visibleName(text))
    }
    expect(readable('⟨U+1B⟩')).toBe('⟨U+27E8⟩U+1B⟩')
  })
})
