/** The device's side of pairing: the initiator of CPace. */
import type { z } from 'zod'
import { bytesOf, randomText, toBase64Url } from './base64.ts'
import { toBytes, type Json } from './canonical.ts'
import { confirmation, equalBytes, sessionKey, share } from './cpace.ts'
import { CountersignError, errorFromWire } from './errors.ts'
import { parseAnswer, readAnswer, requestTo, send, type Fetch } from './exchange.ts'
import { limited } from './limit.ts'
import {
  helloAnswerSchema, pairFinishAnswerSchema, pairingExchange, pairStartAnswerSchema, readPairingCode, statementBytes,
  type DeviceId, type DeviceStatement, type Hello, type PublicKey,
} from './pairing.ts'
import { exportPublicKey, protocol } from './signature.ts'

const stepTimeout = 10_000 // milliseconds for each of the two round trips

export type PairOptions = {
  /** As the person typed it. */
  readonly code: string
  /** What the device is called, for the list of devices, and whose it is. */
  readonly name: string
  readonly person: string
  /** The extension's own origin; null for a program that sends none. */
  readonly origin: string | null
  readonly authority: string
  readonly fetch: Fetch
  readonly deviceKey: CryptoKeyPair
}

/** What to keep, beside the device's private key. */
export type Pairing = { readonly authority: string; readonly deviceId: DeviceId; readonly daemonPublicKey: PublicKey }

/** An answer nobody can vouch for yet: before pairing there is no key to verify it with. CPace decides in the end. */
async function ask<Answer>(fetch: Fetch, authority: string, path: string, value: Json, schema: z.ZodType<Answer>): Promise<Answer> {
  const limit = limited(stepTimeout)
  const body = toBytes(JSON.stringify(value))
  const raw = await send(fetch, requestTo(authority, path, body), body, null, 'application/json', limit.signal)
    .then((response) => readAnswer(response, authority, limit.signal))
    .finally(limit.release)
  const answer = parseAnswer(raw.body)
  if (raw.status !== 200) throw errorFromWire(answer) ?? notADaemon(authority)
  const parsed = schema.safeParse(answer)
  if (!parsed.success) throw notADaemon(authority)
  return parsed.data
}

function notADaemon(authority: string): CountersignError {
  return new CountersignError(
    'not-a-daemon',
    `What answers at ${authority} is no Countersign daemon of this version, so no pairing took place.`,
    'Check the address, and that both sides are of one version.',
  )
}

function wrongCode(): CountersignError {
  return new CountersignError(
    'pairing-wrong-code',
    'The code was wrong, or what answered is not the daemon that printed it; nothing was paired.',
    'Run `countersign pair` on the daemon again for a new code, and read it from its terminal.',
  )
}

/** Asks an unpaired daemon whether it can be paired with now. Nothing in the answer is verified: use it for what to show, not to decide. */
export async function unverifiedHello(fetch: Fetch, authority: string): Promise<Hello> {
  return ask(fetch, authority, '/v1/hello', { nonce: randomText(16) }, helloAnswerSchema)
}

/**
 * Pairs this device with the daemon whose terminal shows `code`. Throws `code-malformed` before anything is sent, `pairing-closed`,
 * and `pairing-wrong-code` for a wrong code as for an impostor, which can't be told apart.
 */
export async function pair(options: PairOptions): Promise<Pairing> {
  const { authority, fetch } = options
  const code = readPairingCode(options.code)
  const session = crypto.getRandomValues(new Uint8Array(16))
  const exchange = pairingExchange(code, authority, session)
  const own = share(exchange)
  const device: DeviceStatement = {
    role: 'device', protocol, authority, origin: options.origin, name: options.name, person: options.person,
    publicKey: toBase64Url(await exportPublicKey(options.deviceKey.publicKey)) as PublicKey,
  }

  const start = { session: toBase64Url(session), point: toBase64Url(own.point), device }
  const answer = await ask(fetch, authority, '/v1/pair/start', start, pairStartAnswerSchema)
  if (answer.daemon.authority !== authority) throw wrongCode()

  const initiator = { point: own.point, associated: statementBytes(device) }
  const responder = { point: bytesOf(answer.point), associated: statementBytes(answer.daemon) }
  const key = sessionKey(exchange, own.scalar, responder.point, initiator, responder)
  if (key === null) throw wrongCode()

  const finish = { session: start.session, tag: toBase64Url(confirmation(exchange, key, initiator)) }
  const { tag } = await ask(fetch, authority, '/v1/pair/finish', finish, pairFinishAnswerSchema)
  if (!equalBytes(bytesOf(tag), confirmation(exchange, key, responder))) throw wrongCode()
  return { authority, deviceId: answer.daemon.deviceId, daemonPublicKey: answer.daemon.publicKey }
}
