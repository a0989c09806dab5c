/**
 * HTTP message signatures (RFC 9421, Ed25519) with one fixed list of components for requests and one for answers. What isn't in exactly
 * this form isn't parsed: no negotiation, no optional parameter, no second label.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { fromBase64, toBase64 } from './base64.ts'
import { toBytes, type Bytes } from './canonical.ts'

/** The protocol's name and version; part of every signature, so that nothing signed for one version can be used in another. */
export const protocol = 'countersign/1'

/** The keyid of the daemon in the signatures of its answers and events. */
export const daemonKeyId = 'daemon'

/** Seconds that the clocks of both ends may differ, in either direction. */
export const clockTolerance = 30

/** What a request's signature covers. `authority` is the verifier's own name, never what the request claims. */
export type SignedRequest = {
  readonly method: string
  readonly authority: string
  readonly path: string
  /** With its question mark; `?` alone where there is none (RFC 9421 section 2.2.7). */
  readonly query: string
  readonly contentDigest: string
}

/** A signature's parameters: when (Unix seconds), a number used once, whose key, and in which life of the daemon. */
export type SignatureParameters = { readonly created: number; readonly nonce: string; readonly keyId: string; readonly epoch: string }

/** The two header fields of a signature. */
export type SignatureFields = { readonly signatureInput: string; readonly signature: string }

/** What an answer is bound to: the request's signature, or, where the request had none, everything that a signature would have covered. */
export type AnsweredRequest = { readonly signature: string } | SignedRequest

const requestComponents = '("@method" "@authority" "@path" "@query" "content-digest")'
const boundComponents = '("@status" "content-digest" "signature";req;key="cs")'
const unboundComponents = '("@status" "content-digest" "@method";req "@authority";req "@path";req "@query";req "content-digest";req)'

const parameterForm = /^;created=(\d{1,11});nonce="([A-Za-z0-9_-]{22})";keyid="([A-Za-z0-9_-]{1,64})";tag="countersign\/1;epoch=([A-Za-z0-9_-]{22})"$/

/** The Content-Digest field (RFC 9530) of a body: always over the bytes as sent, the empty body included. */
export function contentDigest(body: Uint8Array): string {
  return `sha-256=:${toBase64(sha256(body))}:`
}

function parameterText({ created, nonce, keyId, epoch }: SignatureParameters): string {
  return `;created=${created};nonce="${nonce}";keyid="${keyId}";tag="${protocol};epoch=${epoch}"`
}

function parseParameters(components: string, signatureInput: string): SignatureParameters | null {
  const prefix = `cs=${components}`
  if (!signatureInput.startsWith(prefix)) return null
  const match = parameterForm.exec(signatureInput.slice(prefix.length))
  if (match === null) return null
  const [, created, nonce, keyId, epoch] = match as unknown as [string, string, string, string, string]
  const parameters = { created: Number(created), nonce, keyId, epoch }
  // One spelling for each value: created=007 would be the same second with another signature base.
  return parameterText(parameters) === signatureInput.slice(prefix.length) ? parameters : null
}

/** The bytes of a `Signature: cs=:…:` field; null for any other form. */
function parseSignature(field: string): Bytes | null {
  const encoded = /^cs=:([A-Za-z0-9+/]{86}==):$/.exec(field)?.[1]
  return encoded === undefined ? null : fromBase64(encoded)
}

function requestBase(request: SignedRequest, parameters: string): Bytes {
  return toBytes(
    [
      `"@method": ${request.method}`,
      `"@authority": ${request.authority}`,
      `"@path": ${request.path}`,
      `"@query": ${request.query}`,
      `"content-digest": ${request.contentDigest}`,
      `"@signature-params": ${parameters}`,
    ].join('\n'),
  )
}

function answerBase(status: number, digest: string, request: AnsweredRequest, parameters: string): Bytes {
  const bound =
    'signature' in request
      ? [`"signature";req;key="cs": ${request.signature.slice('cs='.length)}`]
      : [
          `"@method";req: ${request.method}`,
          `"@authority";req: ${request.authority}`,
          `"@path";req: ${request.path}`,
          `"@query";req: ${request.query}`,
          `"content-digest";req: ${request.contentDigest}`,
        ]
  return toBytes([`"@status": ${status}`, `"content-digest": ${digest}`, ...bound, `"@signature-params": ${parameters}`].join('\n'))
}

function answerComponents(request: AnsweredRequest): string {
  return 'signature' in request ? boundComponents : unboundComponents
}

async function signBase(key: CryptoKey, components: string, parameters: SignatureParameters, base: (text: string) => Bytes) {
  const text = components + parameterText(parameters)
  const signature = new Uint8Array(await crypto.subtle.sign('Ed25519', key, base(text)))
  return { signatureInput: `cs=${text}`, signature: `cs=:${toBase64(signature)}:` }
}

/** Signs a request with the device's key. */
export function signRequest(key: CryptoKey, request: SignedRequest, parameters: SignatureParameters): Promise<SignatureFields> {
  return signBase(key, requestComponents, parameters, (text) => requestBase(request, text))
}

/** Reads who claims to have signed a request, before any key is known; null where the form is not exactly ours. */
export function readRequestSignature(fields: SignatureFields): SignatureParameters | null {
  return parseSignature(fields.signature) === null ? null : parseParameters(requestComponents, fields.signatureInput)
}

/** Whether `key` signed exactly this request. The caller judges epoch, clock and nonce. */
export async function verifyRequest(key: CryptoKey, request: SignedRequest, fields: SignatureFields): Promise<boolean> {
  const signature = parseSignature(fields.signature)
  if (signature === null || parseParameters(requestComponents, fields.signatureInput) === null) return false
  return crypto.subtle.verify('Ed25519', key, signature, requestBase(request, fields.signatureInput.slice('cs='.length)))
}

/** Signs an answer with the daemon's transport key, bound to the request that it answers. */
export function signAnswer(
  key: CryptoKey,
  status: number,
  digest: string,
  request: AnsweredRequest,
  parameters: SignatureParameters,
): Promise<SignatureFields> {
  return signBase(key, answerComponents(request), parameters, (text) => answerBase(status, digest, request, text))
}

/** The parameters of a valid answer to exactly this request; null where the signature is missing, of another form, or wrong. */
export async function verifyAnswer(
  key: CryptoKey,
  status: number,
  digest: string,
  request: AnsweredRequest,
  fields: SignatureFields,
): Promise<SignatureParameters | null> {
  const signature = parseSignature(fields.signature)
  const parameters = parseParameters(answerComponents(request), fields.signatureInput)
  if (signature === null || parameters === null || parameters.keyId !== daemonKeyId) return null
  const base = answerBase(status, digest, request, fields.signatureInput.slice('cs='.length))
  return (await crypto.subtle.verify('Ed25519', key, signature, base)) ? parameters : null
}

/** A public key from its 32 raw bytes (RFC 8032); rejects what is no point of the curve. */
export function importPublicKey(bytes: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', bytes, 'Ed25519', true, ['verify'])
}

/** The 32 raw bytes of a public key. */
export async function exportPublicKey(key: CryptoKey): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.exportKey('raw', key))
}

/** A new key pair whose private half can't be exported, not even by the code that uses it. */
export async function generateDeviceKey(): Promise<CryptoKeyPair> {
  return (await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])) as CryptoKeyPair
}
