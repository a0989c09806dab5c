import { describe, expect, it } from 'vitest'
import { authoritySchema, formatPairingCode, nameSchema, originSchema, randomPairingCode, readPairingCode } from './pairing.ts'

describe('a pairing code', () => {
  it('is 8 symbols of Crockford\'s alphabet, printed as XXXX-XXXX, and reads back', () => {
    for (let count = 0; count < 200; count++) {
      const code = randomPairingCode()
      expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/)
      expect(readPairingCode(formatPairingCode(code))).toBe(code)
      expect(formatPairingCode(code)).toMatch(/^....-....$/)
    }
  })

  it('uses all 32 symbols', () => {
    const seen = new Set(Array.from({ length: 400 }, randomPairingCode).join(''))
    expect(seen.size).toBe(32)
  })

  it.each(['7kqm-2d9x', ' 7KQM 2D9X ', '7-K-Q-M-2-D-9-X'])('is read as people type it: %j', (typed) => expect(readPairingCode(typed)).toBe('7KQM2D9X'))

  it('reads O as 0, I and L as 1', () => expect(readPairingCode('oOiI-lL00')).toBe('00111100'))

  it.each(['', '7KQM2D9', '7KQM2D9XX', '7KQM2D9U', '7KQM2D9ä'])('refuses %j without using up a try', (typed) => {
    expect(() => readPairingCode(typed)).toThrow(expect.objectContaining({ code: 'code-malformed' }))
  })
})

describe('schemas', () => {
  it('take extensions and programs, and no web page, as an origin', () => {
    const extension = `chrome-extension://${'a'.repeat(32)}`
    for (const origin of [extension, 'moz-extension://603715cf-f9f0-4157-8295-ede78487c3b6', null]) expect(originSchema.safeParse(origin).success).toBe(true)
    for (const origin of ['null', 'https://a.example', `${extension}/`, `${extension}\n`, `https://x/${extension}`, `chrome-extension://${'q'.repeat(32)}`, '']) {
      expect(originSchema.safeParse(origin).success, origin).toBe(false)
    }
  })

  it('take 127.0.0.1 and a port, and no other spelling, as an address', () => {
    expect(authoritySchema.safeParse('127.0.0.1:9040').success).toBe(true)
    for (const address of ['localhost:9040', '[::1]:9040', '127.1:9040', '127.0.0.1', '127.0.0.1:09040', '127.0.0.1:9040.evil.example', '']) {
      expect(authoritySchema.safeParse(address).success, address).toBe(false)
    }
  })

  it('take names in any script, without controls', () => {
    for (const name of ['Ada', 'Ада Лавлейс', '山田', "O'Neil 2"]) expect(nameSchema.safeParse(name).success).toBe(true)
    for (const name of ['', 'a\u001b[2J', 'a\nb', 'a\u202eb', 'a\u200bb', 'x'.repeat(65)]) expect(nameSchema.safeParse(name).success).toBe(false)
  })
})
