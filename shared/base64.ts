import { z } from 'zod'
import type { Bytes } from './canonical.ts'

/** Base64 with padding (RFC 4648 section 4), as structured fields write bytes (RFC 9651). */
export function toBase64(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}

/**
 * Reads base64 strictly; null for anything that this alphabet would not have written. The last symbol of a group can hold bits that no
 * byte uses: a lenient reader takes sixteen spellings for one signature, and a flipped bit would go unnoticed.
 */
export function fromBase64(text: string): Bytes | null {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return null
  const bytes = Uint8Array.from(atob(text), (symbol) => symbol.charCodeAt(0))
  return toBase64(bytes) === text ? bytes : null
}

/** Base64url without padding (RFC 4648 section 5): for keys, nonces and ids, which also stand in quotes and file names. */
export function toBase64Url(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

/** Reads base64url as strictly as `fromBase64`. */
export function fromBase64Url(text: string): Bytes | null {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) return null
  const padding = '='.repeat((4 - (text.length % 4)) % 4)
  return fromBase64(text.replaceAll('-', '+').replaceAll('_', '/') + padding)
}

/** A zod schema for base64url of exactly `length` bytes; the brand says what the bytes are. */
export function base64UrlOf<Brand extends string>(length: number) {
  return z
    .string()
    .max(Math.ceil((length * 4) / 3))
    .refine((text) => fromBase64Url(text)?.length === length, `expected ${length} bytes in base64url`)
    .brand<Brand>()
}

/** Decodes a text that a schema has checked already. */
export function bytesOf(checked: string): Bytes {
  const bytes = fromBase64Url(checked)
  if (bytes === null) throw new TypeError('bytesOf: not base64url')
  return bytes
}

/** `length` bytes from the system's generator, in base64url. */
export function randomText(length: number): string {
  return toBase64Url(crypto.getRandomValues(new Uint8Array(length)))
}
