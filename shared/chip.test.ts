import { expect, test } from 'vitest'
import fc from 'fast-check'
import { chip } from './chip.ts'

const rest = '0'.repeat(56)

test('a chip is the first 30 bits in Crockford base32, three and three', () => {
  expect(chip('00000000' + rest)).toBe('000-000')
  expect(chip('ffffffff' + rest)).toBe('ZZZ-ZZZ')
  // 0x08421084 >>> 2 is 00001 00001 00001 00001 00001 00001
  expect(chip('08421084' + rest)).toBe('111-111')
  // SHA-256 of the empty string: e3b0c442 >>> 2 is 11100 01110 11000 01100 01000 10000
  expect(chip('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')).toBe('WER-C8G')
})

test('the two bits after the thirtieth change nothing, each of the first thirty does', () => {
  expect(chip('00000003' + rest)).toBe('000-000')
  for (let bit = 0; bit < 30; bit++) {
    const head = ((1 << (31 - bit)) >>> 0).toString(16).padStart(8, '0')
    expect(chip(head + rest)).not.toBe('000-000')
  }
})

test('a chip never holds a letter that reads like a digit', () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
    const digest = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
    expect(chip(digest)).toMatch(/^[0-9A-HJKMNP-TV-Z]{3}-[0-9A-HJKMNP-TV-Z]{3}$/)
  }), { seed: 1 })
})

test('what is no SHA-256 has no chip', () => {
  for (const wrong of ['', 'e3b0', 'E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855', `${'g'.repeat(64)}`]) {
    expect(() => chip(wrong)).toThrow(RangeError)
  }
})
