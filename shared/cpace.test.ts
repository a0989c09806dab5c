import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toBytes } from './canonical.ts'
import { concatenate, confirmation, equalBytes, generator, multiply, sessionKey, share, type Exchange } from './cpace.ts'
import vectors from './vectors/cpace-ristretto255.json' with { type: 'json' }

const { exchange: vector, points } = vectors
const official: Exchange = { password: hexToBytes(vector.PRS), channel: hexToBytes(vector.CI), session: hexToBytes(vector.sid) }
const hex = (bytes: Uint8Array | null) => (bytes === null ? null : bytesToHex(bytes).toUpperCase())

function converse(left: Exchange, right: Exchange, seen: { initiator?: string, responder?: string } = {}) {
  const a = share(left)
  const b = share(right)
  const initiator = { point: a.point, associated: toBytes('a') }
  const responder = { point: b.point, associated: toBytes('b') }
  const atA = sessionKey(left, a.scalar, b.point, initiator, { ...responder, associated: toBytes(seen.responder ?? 'b') })!
  const atB = sessionKey(right, b.scalar, a.point, { ...initiator, associated: toBytes(seen.initiator ?? 'a') }, responder)!
  return { atA, atB, initiator, responder }
}

describe('CPace over ristretto255, official vectors', () => {
  it('derives the generator', () => expect(hex(generator(official))).toBe(vector.g))

  it('computes both public shares', () => {
    expect(hex(share(official, hexToBytes(vector.ya)).point)).toBe(vector.Ya)
    expect(hex(share(official, hexToBytes(vector.yb)).point)).toBe(vector.Yb)
  })

  it('agrees on the session key at both ends', () => {
    const initiator = { point: hexToBytes(vector.Ya), associated: hexToBytes(vector.ADa) }
    const responder = { point: hexToBytes(vector.Yb), associated: hexToBytes(vector.ADb) }
    expect(hex(multiply(hexToBytes(vector.ya), responder.point))).toBe(vector.K)
    expect(hex(sessionKey(official, hexToBytes(vector.ya), responder.point, initiator, responder))).toBe(vector.ISK_IR)
    expect(hex(sessionKey(official, hexToBytes(vector.yb), initiator.point, initiator, responder))).toBe(vector.ISK_IR)
  })

  it('multiplies the valid point and refuses the invalid encoding and the neutral element', () => {
    const { s, X } = points.Valid
    expect(hex(multiply(hexToBytes(s), hexToBytes(X)))).toBe(points.Valid['G.scalar_mult_vfy(s,X)'])
    expect(multiply(hexToBytes(s), hexToBytes(points['Invalid Y1']))).toBeNull()
    expect(multiply(hexToBytes(s), hexToBytes(points['Invalid Y2']))).toBeNull()
  })
})

describe('CPace between two ends', () => {
  const exchange: Exchange = { password: toBytes('7KQM2D9X'), channel: toBytes('channel'), session: toBytes('session') }

  it('confirms where the code, the channel, the session and both statements are the same', () => {
    const { atA, atB, initiator, responder } = converse(exchange, exchange)
    expect(equalBytes(confirmation(exchange, atA, initiator), confirmation(exchange, atB, initiator))).toBe(true)
    expect(equalBytes(confirmation(exchange, atA, initiator), confirmation(exchange, atA, responder))).toBe(false)
  })

  it.each([
    ['code', { ...exchange, password: toBytes('7KQM2D9Y') }],
    ['channel', { ...exchange, channel: toBytes('other') }],
    ['session', { ...exchange, session: toBytes('other') }],
  ])('ends in different keys when the %s differs', (_, other) => {
    const { atA, atB } = converse(exchange, other)
    expect(equalBytes(atA, atB)).toBe(false)
  })

  it.each([[{ initiator: 'x' }], [{ responder: 'x' }]])('ends in different keys when somebody on the way changed a statement: %o', (seen) => {
    const { atA, atB } = converse(exchange, exchange, seen)
    expect(equalBytes(atA, atB)).toBe(false)
  })

  it('joins strings so that no two lists give the same bytes', () => {
    const list = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 4 })
    fc.assert(fc.property(list, list, (left, right) => {
      const same = left.length === right.length && left.every((part, index) => equalBytes(part, right[index]!))
      expect(equalBytes(concatenate(...left), concatenate(...right))).toBe(same)
    }), { seed: 1 })
  })
})
