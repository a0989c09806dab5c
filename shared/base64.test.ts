import fc from 'fast-check'
import { expect, it } from 'vitest'
import { base64UrlOf, fromBase64, fromBase64Url, toBase64, toBase64Url } from './base64.ts'

it('reads back what it wrote, in both alphabets, as Node does', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
    expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
    expect(toBase64Url(bytes)).toBe(Buffer.from(bytes).toString('base64url'))
    expect(fromBase64(toBase64(bytes))).toEqual(Uint8Array.from(bytes))
    expect(fromBase64Url(toBase64Url(bytes))).toEqual(Uint8Array.from(bytes))
  }), { seed: 3 })
})

it.each(['QUJD\n', 'QUI', 'QUJ=', 'QR==', 'QUJ-', '=', 'Q===', ' QUJD'])('refuses %j, which the encoder would not have written', (text) => {
  expect(fromBase64(text)).toBeNull()
})

it('takes base64url of exactly the length that the schema names', () => {
  const schema = base64UrlOf<'Key'>(32)
  expect(schema.safeParse(toBase64Url(new Uint8Array(32))).success).toBe(true)
  for (const length of [0, 31, 33]) expect(schema.safeParse(toBase64Url(new Uint8Array(length))).success).toBe(false)
  expect(schema.safeParse('!'.repeat(43)).success).toBe(false)
})
