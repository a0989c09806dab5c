/**
 * CPace, a balanced password-authenticated key exchange: draft-irtf-cfrg-cpace, suite CPACE-RISTR255-SHA512, initiator and responder.
 * A short code authenticates both ends; who guesses wrong learns one bit, and nothing that could be ground offline.
 */
import { ristretto255, ristretto255_hasher } from '@noble/curves/ed25519.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha512 } from '@noble/hashes/sha2.js'
import { concatBytes } from '@noble/hashes/utils.js'
import { toBytes } from './canonical.ts'

const { Point } = ristretto255
const generatorTag = toBytes('CPaceRistretto255')
const keyTag = toBytes('CPaceRistretto255_ISK')
const confirmationTag = toBytes('CPaceMac')
const hashBlock = 128 // bytes in a block of SHA-512

/** What both ends know before they begin: the code, the channel that it is for, and an id that no other exchange has. */
export type Exchange = { readonly password: Uint8Array; readonly channel: Uint8Array; readonly session: Uint8Array }

/** One end's share `point` and what it says of itself, `associated`: both travel in the open and end up in the key. */
export type Contribution = { readonly point: Uint8Array; readonly associated: Uint8Array }

/** One end's secret number and the share that it sends. */
export type Share = { readonly scalar: Uint8Array; readonly point: Uint8Array }

/** `prepend_len` of the draft: the length as LEB128, then the bytes. */
function lengthPrefixed(bytes: Uint8Array): Uint8Array {
  const prefix: number[] = []
  let rest = bytes.length
  do {
    prefix.push(rest < 128 ? rest : (rest & 127) | 128)
    rest >>= 7
  } while (rest > 0)
  return concatBytes(Uint8Array.from(prefix), bytes)
}

/** `lv_cat` of the draft: no two lists of strings give the same bytes. */
export function concatenate(...parts: Uint8Array[]): Uint8Array {
  return concatBytes(...parts.map(lengthPrefixed))
}

/** The one-way map of RFC 9496 section 4.3.4, from 64 bytes to a point. */
function mapToGroup(bytes: Uint8Array) {
  const { deriveToCurve } = ristretto255_hasher
  if (deriveToCurve === undefined) throw new TypeError('cpace: this version of @noble/curves has no map to ristretto255')
  return deriveToCurve(bytes)
}

function littleEndian(bytes: Uint8Array): bigint {
  let number = 0n
  for (const byte of bytes.toReversed()) number = (number << 8n) | BigInt(byte)
  return number
}

/** `calculate_generator`: a point of which nobody knows a logarithm, unless they know the code. The padding fills the first hash block. */
export function generator(exchange: Exchange): Uint8Array {
  const { password, channel, session } = exchange
  const used = lengthPrefixed(generatorTag).length + lengthPrefixed(password).length
  const padding = new Uint8Array(Math.max(0, hashBlock - 1 - used))
  return mapToGroup(sha512(concatenate(generatorTag, password, padding, channel, session))).toBytes()
}

/** A uniform secret number: 252 bits, as the draft samples for this group. */
function randomScalar(): Uint8Array {
  for (;;) {
    const scalar = crypto.getRandomValues(new Uint8Array(32))
    scalar[31] = (scalar[31] ?? 0) & 0x0f
    if (littleEndian(scalar) !== 0n) return scalar // zero would give away that this end took part with no secret
  }
}

/** A fresh share; `scalar` is only for test vectors. */
export function share(exchange: Exchange, scalar = randomScalar()): Share {
  return { scalar, point: Point.fromBytes(generator(exchange)).multiply(littleEndian(scalar)).toBytes() }
}

/** `scalar_mult_vfy`: null for a share that is no canonical encoding, or is the neutral element, which would make the key a constant. */
export function multiply(scalar: Uint8Array, peer: Uint8Array): Uint8Array | null {
  try {
    const product = Point.fromBytes(peer).multiply(littleEndian(scalar))
    return product.equals(Point.ZERO) ? null : product.toBytes()
  } catch {
    return null // noble throws on each encoding that RFC 9496 section 4.3.1 refuses: to the caller all of them are one answer
  }
}

/** The intermediate session key (64 bytes), equal at both ends only if the code and both contributions were; null for a bad share. */
export function sessionKey(
  exchange: Exchange,
  scalar: Uint8Array,
  peer: Uint8Array,
  initiator: Contribution,
  responder: Contribution,
): Uint8Array | null {
  const product = multiply(scalar, peer)
  if (product === null) return null
  const transcript = concatBytes(concatenate(initiator.point, initiator.associated), concatenate(responder.point, responder.associated))
  return sha512(concatBytes(concatenate(keyTag, exchange.session, product), transcript))
}

/** The tag by which one end proves that it has the key (explicit key confirmation): HMAC-SHA-512 over its own contribution. */
export function confirmation(exchange: Exchange, key: Uint8Array, own: Contribution): Uint8Array {
  const macKey = sha512(concatBytes(confirmationTag, exchange.session, key))
  return hmac(sha512, macKey, concatenate(own.point, own.associated))
}

/** Equality whose time doesn't tell at which byte two tags differ. */
export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false
  let difference = 0
  for (const [index, byte] of left.entries()) difference |= byte ^ (right[index] as number)
  return difference === 0
}
