import { randomBytes } from 'node:crypto'
import { closeSync, constants, fchmodSync, fstatSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { toBase64Url } from '../../shared/base64.ts'
import { CountersignError } from '../../shared/errors.ts'
import type { PublicKey } from '../../shared/pairing.ts'
import { exportPublicKey } from '../../shared/signature.ts'

/** The daemon's transport key: what devices pin when they pair. It signs answers and events, and nothing of the record. */
export interface TransportKey { readonly privateKey: CryptoKey, readonly publicKey: PublicKey }

const name = 'transport.key'

/**
 * Reads the key from the daemon's folder, making it at the first start. PKCS #8, 0600.
 * Throws `transport-key` for a file that others may read, or that is no key: a new one in its place would lock out every device unseen.
 */
export async function loadTransportKey(home: string): Promise<TransportKey> {
  const path = join(home, name)
  return (await read(path)) ?? (await create(path))
}

async function read(path: string): Promise<TransportKey | null> {
  let file: number
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw refuse(path, 'can\'t be read', error)
  }
  try {
    const status = fstatSync(file)
    if ((status.mode & 0o077) !== 0) throw refuse(path, 'can be read by others', undefined)
    return await imported(readFileSync(file))
  } catch (error) {
    throw error instanceof CountersignError ? error : refuse(path, 'is no key', error)
  } finally {
    closeSync(file)
  }
}

/** Written under another name and linked into place when it is whole on the disk: no crash leaves half a key. */
async function create(path: string): Promise<TransportKey> {
  const { privateKey } = (await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])) as CryptoKeyPair
  const bytes = Buffer.from(await crypto.subtle.exportKey('pkcs8', privateKey))
  const unfinished = `${path}.${randomBytes(6).toString('hex')}`
  const file = openSync(unfinished, 'wx', 0o600)
  try {
    fchmodSync(file, 0o600)
    writeSync(file, bytes)
    fsyncSync(file)
    linkSync(unfinished, path)
  } finally {
    closeSync(file)
    rmSync(unfinished)
  }
  return imported(bytes)
}

async function imported(pkcs8: Buffer): Promise<TransportKey> {
  const bytes = new Uint8Array(pkcs8)
  const extractable = await crypto.subtle.importKey('pkcs8', bytes, 'Ed25519', true, ['sign'])
  const { x } = await crypto.subtle.exportKey('jwk', extractable)
  const publicKey = await crypto.subtle.importKey('jwk', { kty: 'OKP', crv: 'Ed25519', x: x ?? '' }, 'Ed25519', true, ['verify'])
  return {
    privateKey: await crypto.subtle.importKey('pkcs8', bytes, 'Ed25519', false, ['sign']),
    publicKey: toBase64Url(await exportPublicKey(publicKey)) as PublicKey,
  }
}

function refuse(path: string, what: string, cause: unknown): CountersignError {
  return new CountersignError(
    'transport-key',
    `The transport key ${path} ${what}, so the daemon was not started.`,
    `Make it readable by you alone (chmod 600), or restore it; if it is lost or was copied, remove it and pair every device again.`,
    { cause },
  )
}
