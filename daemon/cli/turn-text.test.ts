import { describe, expect, it } from 'vitest'
import type { Part, Turn } from '../../shared/wire.ts'
import { turnText } from './turn-text.ts'

const told = (...parts: Part[]): string => turnText({ parts } as unknown as Turn)

describe('an answer in the terminal', () => {
  it('shows what would drive the terminal instead of letting it', () => {
    const text = told(
      { kind: 'paragraph', spans: [{ text: 'web\u001b[2J is \u202egniyl' }] },
      { kind: 'code', text: 'line one\nline two\u0007' },
    )
    expect(text).toContain('web⟨U+001B⟩[2J is ⟨U+202E⟩gniyl')
    expect(text).toContain('line one\nline two⟨U+0007⟩')
  })

  it('lines up a table, numbers at the end', () => {
    const cell = (text: string) => ({ spans: [{ text }] })
    expect(told({
      kind: 'table', columns: [{ title: 'site' }, { title: 'replicas', align: 'end' }],
      rows: [[cell('web'), cell('3')], [cell('search'), cell('10')]],
    })).toBe('site    replicas\nweb            3\nsearch        10')
  })

  it('writes a link’s address beside its words', () => {
    expect(told({ kind: 'paragraph', spans: [{ text: 'the console', link: 'http://127.0.0.1:9041/' }] })).toBe('the console (http://127.0.0.1:9041/)')
  })

  it('separates its parts', () => {
    expect(told({ kind: 'list', items: [[{ text: 'a' }], [{ text: 'b' }]] }, { kind: 'source', text: 'read from the state' })).toBe('- a\n- b\n\nread from the state')
  })
})
