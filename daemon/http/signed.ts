import type { HttpBindings } from '@hono/node-server'
import type { Context, MiddlewareHandler } from 'hono'
import { bytesOf, randomText } from '../../shared/base64.ts'
import { fromBytes, type Bytes } from '../../shared/canonical.ts'
import { CountersignError } from '../../shared/errors.ts'
import {
  contentDigest, daemonKeyId, importPublicKey, readRequestSignature, signAnswer, verifyRequest,
  type AnsweredRequest, type SignatureFields, type SignatureParameters, type SignedRequest,
} from '../../shared/signature.ts'
import type { Device, Devices } from '../pairing/index.ts'
import type { Freshness } from './freshness.ts'
import { field, guard, type RequestHead } from './guard.ts'
import { refused } from './refusal.ts'
import type { TransportKey } from './transport-key.ts'

/** What a device without a key can call. */
const unsignedPaths: ReadonlySet<string> = new Set(['/v1/hello', '/v1/pair/start', '/v1/pair/finish'])
/** Bytes of a body that needs no signature, since anybody on this machine can send one. */
const unsignedLimit = 8 * 1024

/** What the middleware leaves for the routes behind it. */
export interface Variables {
  /** The request as its signature covers it. */
  request: SignedRequest
  /** The value of Origin, an extension's; null for a program. */
  origin: string | null
  /** The body's JSON, of which nothing is known yet. */
  body: unknown
  /** Behind `requireDevice`: who signed, and with which signature. */
  device: Device
  signature: string
  /** What answers to this request are bound to. */
  answered: AnsweredRequest
}
export interface Environment { Bindings: Partial<HttpBindings>, Variables: Variables }

export interface SigningOptions {
  readonly authority: () => string
  readonly transportKey: TransportKey
  readonly freshness: Freshness
  readonly devices: Devices
  /** Takes what no room foresaw, for the daemon's own log. */
  readonly unexpected: (error: unknown) => void
}

/** The head as it arrived: Node's raw fields where there is a socket, for in a Headers object doubled fields have become one. */
function headOf(context: Context<Environment>): RequestHead {
  const incoming = context.env.incoming
  if (incoming === undefined) {
    const { pathname, search } = new URL(context.req.raw.url)
    return { method: context.req.method, target: pathname + search, version: '1.1', fields: [...context.req.raw.headers] }
  }
  const fields: [string, string][] = []
  for (let at = 0; at < incoming.rawHeaders.length; at += 2) fields.push([incoming.rawHeaders[at] ?? '', incoming.rawHeaders[at + 1] ?? ''])
  return { method: incoming.method ?? '', target: incoming.url ?? '', version: incoming.httpVersion, fields }
}

async function readBody(context: Context<Environment>, length: number): Promise<Bytes> {
  const body = new Uint8Array(await context.req.arrayBuffer())
  if (body.length !== length) throw new CountersignError('malformed-request', 'The body is not as long as Content-Length says. Nothing was done.')
  return body
}

function parse(body: Bytes): unknown {
  try {
    return JSON.parse(fromBytes(body), whole)
  } catch (error) {
    // a RangeError: deeper than the stack, and so than any schema
    if (error instanceof SyntaxError || error instanceof RangeError) {
      throw new CountersignError('body-invalid', 'The body is not valid JSON, so nothing was done.', 'Send one JSON object.', { cause: error })
    }
    throw error
  }
}

/** JSON can spell half of a character ("\\ud800"), of which there is no UTF-8, and so no canonical bytes and no entry on the record. */
function whole(key: string, value: unknown): unknown {
  if (!/\p{Surrogate}/u.test(key) && !(typeof value === 'string' && /\p{Surrogate}/u.test(value))) return value
  throw new CountersignError('body-invalid', 'The body holds half of a character, so nothing was done.', 'Send whole characters.')
}

/** Answers in JSON; signed where it is known what the answer is bound to. */
export async function answer(
  context: Context<Environment>, options: SigningOptions, status: number, value: unknown, answered: AnsweredRequest | null,
): Promise<Response> {
  const body = new TextEncoder().encode(JSON.stringify(value))
  const digest = contentDigest(body)
  const headers = new Headers({
    'content-type': 'application/json', 'content-digest': digest, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff',
  })
  if (answered !== null) {
    const parameters = { created: Math.floor(Date.now() / 1000), nonce: randomText(16), keyId: daemonKeyId, epoch: options.freshness.epoch }
    const fields = await signAnswer(options.transportKey.privateKey, status, digest, answered, parameters)
    headers.set('signature-input', fields.signatureInput)
    headers.set('signature', fields.signature)
  }
  // What of the body was not read is not worth reading: the next request begins on a connection of its own.
  if (answered === null) headers.set('connection', 'close')
  return new Response(body, { status, headers })
}

/** The answer to any error: signed when the request's own signature was valid, or when it needs none. */
export async function answerRefusal(context: Context<Environment>, options: SigningOptions, error: unknown): Promise<Response> {
  const { status, wire, unexpected } = refused(error)
  if (unexpected !== undefined) options.unexpected(unexpected)
  return answer(context, options, status, wire, context.get('answered') ?? null)
}

/** Everything before the signature: the guard, the body's digest. */
export function guarded(options: SigningOptions): MiddlewareHandler<Environment> {
  return async (context, next) => {
    const head = headOf(context)
    const authority = options.authority()
    const { path, origin, length } = guard(head, authority)
    const signed = !unsignedPaths.has(path)
    if (!signed && length > unsignedLimit) {
      throw new CountersignError('too-large', `The body has ${length} bytes; the limit here is ${unsignedLimit}. Nothing was done.`)
    }
    // Who is unknown is told so before a byte of the body is taken in.
    const claim = signed ? claimOf(head, options.devices) : null
    const bytes = await readBody(context, length)
    const request = { method: 'POST', authority, path, query: '?', contentDigest: contentDigest(bytes) }
    if (field(head, 'content-digest') !== request.contentDigest) {
      throw new CountersignError('digest-mismatch', 'The body is not the one that Content-Digest names. Nothing was done.', 'Send it again.')
    }
    context.set('request', request)
    context.set('origin', origin)
    if (claim === null) {
      context.set('answered', request)
    } else {
      await admit(claim, request, origin, options, () => context.set('answered', { signature: claim.fields.signature }))
      context.set('device', claim.device)
      context.set('signature', claim.fields.signature)
    }
    context.set('body', parse(bytes))
    await next()
  }
}

interface Claim { readonly device: Device, readonly fields: SignatureFields, readonly parameters: SignatureParameters }

function claimOf(head: RequestHead, devices: Devices): Claim {
  const [signatureInput, signature] = [field(head, 'signature-input'), field(head, 'signature')]
  if (signatureInput === null || signature === null) {
    throw new CountersignError('signature-missing', 'The request is not signed. Nothing was done.', 'Pair this device first: `countersign pair`.')
  }
  const fields = { signatureInput, signature }
  const parameters = readRequestSignature(fields)
  if (parameters === null) {
    throw new CountersignError('signature-malformed', 'The signature is not of the form that this protocol has. Nothing was done.')
  }
  const device = devices.find(parameters.keyId)
  if (device === undefined) {
    throw new CountersignError('device-unknown', 'This device is not paired with this daemon. Nothing was done.', 'Pair it: `countersign pair`.')
  }
  return { device, fields, parameters }
}

/** Checks signature, revocation, pinned origin, epoch, clock and nonce, in this order; `proved` is called once the signature is valid. */
async function admit(
  { device, fields, parameters }: Claim, request: SignedRequest, origin: string | null, options: SigningOptions, proved: () => void,
): Promise<void> {
  if (!(await verifyRequest(await importPublicKey(bytesOf(device.publicKey)), request, fields))) {
    throw new CountersignError('signature-wrong', 'The signature does not fit the request. Nothing was done.', 'Send it again; if it repeats, pair again.')
  }
  proved()
  // As of now: since the device was looked up its body came in, which may take its time, and meanwhile it may have been removed.
  if (options.devices.find(device.id)?.revokedAt !== undefined) {
    throw new CountersignError('device-revoked', 'This device was removed. Nothing was done.', 'Pair it again with `countersign pair`.')
  }
  if (device.origin !== origin) {
    throw new CountersignError('origin-mismatch', 'This device was paired from another place than this request comes from. Nothing was done.', 'Pair again.')
  }
  options.freshness.admit(parameters)
  options.devices.seen(device.id)
}
