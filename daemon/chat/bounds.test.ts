import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Filled, Part, type Part as AnyPart } from '../../shared/wire.ts'
import { boundedFilled, boundedParts } from './bounds.ts'

const long = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 20 }), fc.constantFrom(90, 500, 501, 9000, 40_000).map((length) => '🚀'.repeat(length)))
const span = long.map((text) => ({ text }))
const many = <Value>(one: fc.Arbitrary<Value>, most: number) =>
  fc.tuple(one, fc.constantFrom(1, 2, most + 1)).map(([each, count]) => Array.from({ length: count }, () => each))
const part: fc.Arbitrary<AnyPart> = fc.oneof(
  fc.record({ kind: fc.constant('paragraph' as const), spans: many(span, 200) }),
  fc.record({ kind: fc.constant('list' as const), items: many(many(span, 50), 100) }),
  fc.record({ kind: fc.constant('table' as const), columns: many(long.map((title) => ({ title })), 10), rows: many(many(many(span, 20).map((spans) => ({ spans })), 10), 500) }),
  fc.record({ kind: fc.constant('code' as const), text: long }),
  fc.record({ kind: fc.constant('timeline' as const), entries: many(fc.record({ at: fc.constant('2026-01-01T00:00:00.000Z'), spans: many(span, 20) }), 200) }),
  fc.record({ kind: fc.constant('choice' as const), question: long, options: many(fc.record({ label: long, text: long }), 4) }),
  fc.record({ kind: fc.constant('suggestions' as const), items: many(fc.record({ text: long, note: long }), 6) }),
  fc.record({ kind: fc.constant('source' as const), text: long }),
)

it('makes of every part one that the wire takes, and of no text one with half of a character', () => {
  fc.assert(fc.property(part, (each) => {
    const [fitted] = boundedParts([each])
    expect(Part.safeParse(fitted)).toMatchObject({ success: true })
    expect(JSON.stringify(fitted)).not.toMatch(/\\ud[89a-f]/)
  }), { seed: 9, numRuns: 150 })
})

it('leaves what fits as it is', () => {
  const parts: AnyPart[] = [{ kind: 'choice', question: 'In which one?', options: [{ label: 'shop/dev', text: 'scale web to 1000 in shop/dev' }] }]
  expect(boundedParts(parts)).toEqual(parts)
})

it('offers no order of which a part would be sent', () => {
  const order = `${'scale web to 1 and '.repeat(30)}scale cart to 1000`
  const choice = (...texts: string[]): AnyPart => ({ kind: 'choice', question: 'Which?', options: texts.map((text) => ({ label: 'It', text })) })
  const inWords = 'Which? It? The order is too long for a button: send it again, and name it.'
  expect(boundedParts([choice(order, 'leave it'), choice(order)])).toEqual([choice('leave it'), { kind: 'paragraph', spans: [{ text: inWords }] }])
})

it('cuts what was put into a reading to what the wire takes', () => {
  const text = '🚀'.repeat(300)
  const [fitted] = boundedFilled([{ said: text, meant: text, from: text }])
  expect(Filled.safeParse(fitted)).toMatchObject({ success: true })
})
