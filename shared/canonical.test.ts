import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonical, digestOf, fromBytes, parseCanonical, toBytes, type Json } from './canonical.ts'

describe('canonical', () => {
  it('writes the example of RFC 8785 section 3.2.2', () => {
    const example = {
      numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000f\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    }
    expect(canonical(example)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    )
  })

  it('sorts keys by UTF-16 code units, as RFC 8785 section 3.2.3 shows', () => {
    const keys = ['\u20ac', '\r', '\ufb33', '1', '\ud83d\ude00', '\u0080', '\u00f6']
    const value = Object.fromEntries(keys.map((key) => [key, 0]))
    expect(Object.keys(JSON.parse(canonical(value)) as object)).toEqual(['1', '\r', '\u0080', '\u00f6', '\u20ac', '\ud83d\ude00', '\ufb33'])
  })

  it('gives one text for one value, whatever the order of its keys, and reads it back', () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      fc.pre(!JSON.stringify(value).includes('-0'))
      const text = canonical(value as Json)
      expect(canonical(parseCanonical(text))).toBe(text)
      expect(parseCanonical(text)).toEqual(value)
    }), { seed: 2 })
  })

  it.each([['NaN', NaN], ['infinity', Infinity], ['half a character', '\ud800'], ['undefined', undefined]])('refuses %s', (_, value) => {
    expect(() => canonical(value as Json)).toThrow()
  })
})

describe('parseCanonical', () => {
  it.each(['{"a":1,"a":2}', '{"b":1,"a":2}', '{ "a":1}', '{"a":1.0}', '{"a":"\\u0041"}', '{"a":1}\n', '', '{'])('refuses %j, another spelling', (text) => {
    expect(() => parseCanonical(text)).toThrow(expect.objectContaining({ code: 'not-canonical' }))
  })
})

describe('digestOf', () => {
  it('prints what sha256sum prints', () => {
    for (const text of ['', 'abc', 'ä'.repeat(1000)]) expect(digestOf(text)).toBe(createHash('sha256').update(text).digest('hex'))
    expect(digestOf(toBytes('abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  })
})

describe('fromBytes', () => {
  it('refuses what is not UTF-8 and keeps a byte order mark', () => {
    expect(() => fromBytes(Uint8Array.of(0xff))).toThrow(expect.objectContaining({ code: 'not-utf8' }))
    expect(fromBytes(toBytes('\ufeffa'))).toBe('\ufeffa')
  })
})
