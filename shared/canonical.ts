import canonicalize from 'canonicalize'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { z } from 'zod'
import { CountersignError } from './errors.ts'

/** Bytes that WebCrypto takes: a view of an ArrayBuffer that nobody shares. */
export type Bytes = Uint8Array<ArrayBuffer>

/** SHA-256 as 64 lowercase hexadecimal digits: exactly what `sha256sum` prints. */
export const digestSchema = z.string().regex(/^[0-9a-f]{64}$/).brand<'Digest'>()
export type Digest = z.infer<typeof digestSchema>

/** Text that is the RFC 8785 form of some value: one value, one text. */
export type Canonical = string & z.core.$brand<'Canonical'>

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined }

const encoder = new TextEncoder()
// ignoreBOM: a byte order mark is a character like any other, else two different byte strings would read as the same text.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Text to UTF-8. */
export function toBytes(text: string): Bytes {
  return encoder.encode(text)
}

/** UTF-8 to text; throws `not-utf8` where the bytes are anything else, instead of putting U+FFFD into something that was signed. */
export function fromBytes(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch (cause) {
    throw new CountersignError('not-utf8', 'The text is not valid UTF-8, so nothing was done with it.', 'Send UTF-8.', { cause })
  }
}

/** The canonical text of a JSON value (RFC 8785, JSON Canonicalization Scheme). Throws on NaN, infinities, cycles and lone surrogates. */
export function canonical(value: Json): Canonical {
  const text = canonicalize(value)
  if (text === undefined) throw new TypeError('canonical: undefined is no JSON value')
  return text as Canonical
}

/**
 * Reads text that claims to be canonical and refuses any other spelling of the same value: with a doubled key or another number format,
 * two readers could see two different documents behind one digest.
 */
export function parseCanonical(text: string): Json {
  let value: Json | undefined
  let cause: unknown
  try {
    value = JSON.parse(text) as Json
    if (canonical(value) === text) return value
  } catch (error) {
    cause = error
  }
  throw new CountersignError('not-canonical', 'The document is not in canonical form, so it was not read.', 'Ask for it again.', { cause })
}

/** SHA-256 of bytes, or of the UTF-8 of a text. */
export function digestOf(content: Uint8Array | string): Digest {
  return bytesToHex(sha256(typeof content === 'string' ? toBytes(content) : content)) as Digest
}
