import { createPrivateKey, sign, verify, createPublicKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { toBase64Url } from './base64.ts'
import { toBytes, type Bytes } from './canonical.ts'
import {
  contentDigest, daemonKeyId, exportPublicKey, generateDeviceKey, importPublicKey, readRequestSignature, signAnswer, signRequest,
  verifyAnswer, verifyRequest, type SignedRequest,
} from './signature.ts'
import vectors from './vectors/ed25519-rfc8032.json' with { type: 'json' }

const fromHex = (text: string) => new Uint8Array(Buffer.from(text, 'hex')) as Bytes
/** PKCS #8 in front of the 32 bytes of a seed (RFC 8410 section 7). */
const pkcs8 = (seed: string) => Buffer.from(`302e020100300506032b657004220420${seed}`, 'hex')
const importSeed = (seed: string) => crypto.subtle.importKey('pkcs8', new Uint8Array(pkcs8(seed)), 'Ed25519', false, ['sign'])

describe('Ed25519, RFC 8032 section 7.1', () => {
  it.each(vectors.signatures)('signs and verifies $name', async ({ secretKey, publicKey, message, signature }) => {
    const made = new Uint8Array(await crypto.subtle.sign('Ed25519', await importSeed(secretKey), fromHex(message)))
    expect(Buffer.from(made).toString('hex')).toBe(signature)
    const key = await importPublicKey(fromHex(publicKey))
    expect(await crypto.subtle.verify('Ed25519', key, fromHex(signature), fromHex(message))).toBe(true)
    const other = new Uint8Array([...fromHex(message), 0])
    expect(await crypto.subtle.verify('Ed25519', key, fromHex(signature), other)).toBe(false)
  })
})

const body = toBytes('{"id":"plan-1"}')
const request: SignedRequest = {
  method: 'POST', authority: '127.0.0.1:9040', path: '/v1/plans/get', query: '?', contentDigest: contentDigest(body),
}
const epoch = toBase64Url(new Uint8Array(16).fill(1))
const nonce = toBase64Url(new Uint8Array(16).fill(2))
const parameters = { created: 1_790_000_000, nonce, keyId: 'device-AAAAAAAAAAAAAAAA', epoch }
const first = vectors.signatures[0]!

describe('a request', () => {
  it('is signed over exactly these bytes', async () => {
    const fields = await signRequest(await importSeed(first.secretKey), request, parameters)
    const components = '("@method" "@authority" "@path" "@query" "content-digest")'
    const tail = ';created=1790000000;nonce="AgICAgICAgICAgICAgICAg";keyid="device-AAAAAAAAAAAAAAAA";tag="countersign/1;epoch=AQEBAQEBAQEBAQEBAQEBAQ"'
    const base = [
      '"@method": POST', '"@authority": 127.0.0.1:9040', '"@path": /v1/plans/get', '"@query": ?',
      '"content-digest": sha-256=:eBL3xZgEO1NGA4+ir62vbBGB5kfF56yFKsQsCmrpvZg=:', `"@signature-params": ${components}${tail}`,
    ].join('\n')
    expect(fields.signatureInput).toBe(`cs=${components}${tail}`)
    const signature = sign(null, Buffer.from(base), createPrivateKey({ key: pkcs8(first.secretKey), format: 'der', type: 'pkcs8' }))
    expect(fields.signature).toBe(`cs=:${signature.toString('base64')}:`)
  })

  it('verifies as it was signed, and says who claims to have signed it', async () => {
    const { privateKey, publicKey } = await generateDeviceKey()
    const fields = await signRequest(privateKey, request, parameters)
    expect(await verifyRequest(publicKey, request, fields)).toBe(true)
    expect(readRequestSignature(fields)).toEqual(parameters)
  })

  it.each([
    ['method', { ...request, method: 'PUT' }],
    ['address', { ...request, authority: '127.0.0.1:9041' }],
    ['path', { ...request, path: '/v1/plans/approve' }],
    ['query', { ...request, query: '?a=1' }],
    ['body', { ...request, contentDigest: contentDigest(toBytes('{"id":"plan-2"}')) }],
  ])('does not verify with another %s', async (_, changed) => {
    const { privateKey, publicKey } = await generateDeviceKey()
    expect(await verifyRequest(publicKey, changed, await signRequest(privateKey, request, parameters))).toBe(false)
  })

  it('does not verify after any byte of its signature fields was flipped', async () => {
    const { privateKey, publicKey } = await generateDeviceKey()
    const fields = await signRequest(privateKey, request, parameters)
    for (const name of ['signatureInput', 'signature'] as const) {
      for (let at = 0; at < fields[name].length; at++) {
        const flipped = Buffer.from(fields[name])
        flipped[at]! ^= 1
        const changed = { ...fields, [name]: flipped.toString('latin1') }
        expect(await verifyRequest(publicKey, request, changed), `${name} at ${at}`).toBe(false)
      }
    }
  })

  it.each([
    ['a leading zero', 'created=1790000000', 'created=01790000000'],
    ['another label', 'cs=(', 'sig1=('],
    ['another order', 'cs=("@method" "@authority"', 'cs=("@authority" "@method"'],
    ['fewer components', ' "content-digest")', ')'],
    ['a parameter more', 'tag=', 'alg="ed25519";tag='],
    ['another protocol', 'countersign/1', 'countersign/2'],
    ['a second signature', ';created', ';created=1, cs=();created'],
  ])('is not read with %s', async (_, from, to) => {
    const { privateKey } = await generateDeviceKey()
    const fields = await signRequest(privateKey, request, parameters)
    expect(fields.signatureInput).toContain(from)
    expect(readRequestSignature({ ...fields, signatureInput: fields.signatureInput.replace(from, to) })).toBeNull()
  })
})

describe('an answer', () => {
  const digest = contentDigest(toBytes('{}'))
  const byDaemon = { ...parameters, keyId: daemonKeyId }

  it('is signed over its status, its body and the signature that it answers', async () => {
    const asked = await signRequest(await importSeed(first.secretKey), request, parameters)
    const { signatureInput, signature } = await signAnswer(await importSeed(first.secretKey), 200, digest, asked, byDaemon)
    const base = [
      '"@status": 200', `"content-digest": ${digest}`, `"signature";req;key="cs": ${asked.signature.slice(3)}`,
      `"@signature-params": ${signatureInput.slice(3)}`,
    ].join('\n')
    const key = createPublicKey(createPrivateKey({ key: pkcs8(first.secretKey), format: 'der', type: 'pkcs8' }))
    expect(verify(null, Buffer.from(base), key, Buffer.from(signature.slice(4, -1), 'base64'))).toBe(true)
  })

  it('verifies for its own request alone, with its own status and body, by the daemon alone', async () => {
    const { privateKey, publicKey } = await generateDeviceKey()
    const asked = await signRequest(privateKey, request, parameters)
    const again = await signRequest(privateKey, request, { ...parameters, nonce: toBase64Url(new Uint8Array(16).fill(3)) })
    const fields = await signAnswer(privateKey, 200, digest, asked, byDaemon)
    expect(await verifyAnswer(publicKey, 200, digest, asked, fields)).toEqual(byDaemon)
    expect(await verifyAnswer(publicKey, 200, digest, again, fields)).toBeNull()
    expect(await verifyAnswer(publicKey, 403, digest, asked, fields)).toBeNull()
    expect(await verifyAnswer(publicKey, 200, contentDigest(toBytes('[]')), asked, fields)).toBeNull()
    expect(await verifyAnswer(publicKey, 200, digest, request, fields)).toBeNull()
    const reflected = await signAnswer(privateKey, 200, digest, asked, parameters)
    expect(await verifyAnswer(publicKey, 200, digest, asked, reflected)).toBeNull()
    expect(await verifyRequest(publicKey, request, fields)).toBe(false)
  })

  it('to an unsigned request is bound to its address, path and body', async () => {
    const { privateKey, publicKey } = await generateDeviceKey()
    const fields = await signAnswer(privateKey, 200, digest, request, byDaemon)
    expect(await verifyAnswer(publicKey, 200, digest, request, fields)).toEqual(byDaemon)
    expect(await verifyAnswer(publicKey, 200, digest, { ...request, authority: '127.0.0.1:9999' }, fields)).toBeNull()
    expect(await verifyAnswer(publicKey, 200, digest, { ...request, path: '/v1/other' }, fields)).toBeNull()
    expect(await verifyAnswer(publicKey, 200, digest, { ...request, contentDigest: digest }, fields)).toBeNull()
  })
})

it('makes device keys whose private half nobody can export', async () => {
  const { privateKey, publicKey } = await generateDeviceKey()
  await expect(crypto.subtle.exportKey('pkcs8', privateKey)).rejects.toThrow()
  await expect(crypto.subtle.exportKey('jwk', privateKey)).rejects.toThrow()
  expect(await exportPublicKey(publicKey)).toHaveLength(32)
})
