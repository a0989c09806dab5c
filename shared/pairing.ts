/**
 * The pairing conversation, both sides of it: `hello`, then CPace in two round trips. What each end says of itself goes into the key as
 * associated data, so the code of eight symbols authenticates both public keys, the origin and the address at once.
 */
import { z } from 'zod'
import { base64UrlOf } from './base64.ts'
import { canonical, toBytes } from './canonical.ts'
import { concatenate, type Exchange } from './cpace.ts'
import { CountersignError } from './errors.ts'
import { protocol } from './signature.ts'

export const publicKeySchema = base64UrlOf<'PublicKey'>(32)
export type PublicKey = z.infer<typeof publicKeySchema>

export const epochSchema = base64UrlOf<'Epoch'>(16)
/** One life of the daemon: drawn at its start and part of each signature, so that nothing recorded before a restart counts after it. */
export type Epoch = z.infer<typeof epochSchema>

export const deviceIdSchema = z.string().regex(/^device-[A-Za-z0-9_-]{16}$/).brand<'DeviceId'>()
export type DeviceId = z.infer<typeof deviceIdSchema>

/** Always 127.0.0.1 and a port: never a name that somebody else could resolve. */
export const authoritySchema = z.string().regex(/^127\.0\.0\.1:[1-9]\d{0,4}$/)

export const extensionOrigin = /^(?:chrome-extension:\/\/[a-p]{32}|moz-extension:\/\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/
/** An extension's origin, or null for a program that sends none. A web page has neither. */
export const originSchema = z.string().regex(extensionOrigin).nullable()

/** A name as people write it; control and invisible characters are refused here and made visible again wherever it is shown. */
export const nameSchema = z.string().min(1).max(64).regex(/^[^\p{C}\p{Zl}\p{Zp}]+$/u)

export const helloRequestSchema = z.strictObject({ nonce: base64UrlOf<'Nonce'>(16) })
export const helloAnswerSchema = z.strictObject({
  protocol: z.string().max(32),
  version: z.string().max(32),
  authority: authoritySchema,
  epoch: epochSchema,
  daemonPublicKey: publicKeySchema,
  pairing: z.enum(['open', 'closed']),
  nonce: base64UrlOf<'Nonce'>(16),
})
/** Who answers at the port. Worth something only once its signature verified under a key that was paired. */
export type Hello = z.infer<typeof helloAnswerSchema>

/** ADa: what the device says of itself. */
export const deviceStatementSchema = z.strictObject({
  role: z.literal('device'),
  protocol: z.literal(protocol),
  publicKey: publicKeySchema,
  name: nameSchema,
  person: nameSchema,
  origin: originSchema,
  authority: authoritySchema,
})
export type DeviceStatement = z.infer<typeof deviceStatementSchema>

/** ADb: what the daemon says of itself, and the id that it gives the device. */
export const daemonStatementSchema = z.strictObject({
  role: z.literal('daemon'),
  protocol: z.literal(protocol),
  publicKey: publicKeySchema,
  epoch: epochSchema,
  deviceId: deviceIdSchema,
  authority: authoritySchema,
})
export type DaemonStatement = z.infer<typeof daemonStatementSchema>

const session = base64UrlOf<'PairingSession'>(16)
const point = base64UrlOf<'Point'>(32)
const tag = base64UrlOf<'Tag'>(64)

export const pairStartRequestSchema = z.strictObject({ session, point, device: deviceStatementSchema })
export const pairStartAnswerSchema = z.strictObject({ point, daemon: daemonStatementSchema })
export const pairFinishRequestSchema = z.strictObject({ session, tag })
export const pairFinishAnswerSchema = z.strictObject({ tag })

/** The bytes of a statement as CPace takes them in. */
export function statementBytes(statement: DeviceStatement | DaemonStatement): Uint8Array {
  return toBytes(canonical(statement))
}

/** What CPace starts from. The address is in the channel as well: two daemons with the same code are still two. */
export function pairingExchange(code: string, authority: string, sessionBytes: Uint8Array): Exchange {
  const channel = concatenate(toBytes(protocol), toBytes('pair'), toBytes(authority))
  return { password: toBytes(code), channel, session: sessionBytes }
}

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A fresh pairing code: 8 symbols of Crockford's alphabet, 40 bits. */
export function randomPairingCode(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => crockford.charAt(byte & 31)).join('')
}

/** As the terminal prints it: XXXX-XXXX. */
export function formatPairingCode(code: string): string {
  return `${code.slice(0, 4)}-${code.slice(4)}`
}

/** Reads a code as people type it: any case, hyphens and spaces anywhere, O for 0, I and L for 1. Throws `code-malformed`. */
export function readPairingCode(typed: string): string {
  const code = typed.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1')
  if (code.length === 8 && [...code].every((symbol) => crockford.includes(symbol))) return code
  throw new CountersignError(
    'code-malformed',
    'That is not a pairing code, so no try was used up.',
    'Type the 8 symbols that the terminal shows, for example 7KQM-2D9X.',
  )
}
