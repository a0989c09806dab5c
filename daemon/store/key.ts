import { createHmac, createPrivateKey, createPublicKey, hash, hkdfSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { type Checkpoint, type VerifierKey, checkpointText, noteText, verifierKey, verifierKeyText } from '../../shared/checkpoint.ts'
import type { FileDatabase } from './database.ts'
import { StoreError } from './error.ts'
import { writeDurably } from './files.ts'

/** RFC 8410: what comes before the 32 bytes of an Ed25519 private key in PKCS #8. */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex')

export const sha256 = (content: Uint8Array): Uint8Array => hash('sha256', content, 'buffer')

/** The key that signs the record's checkpoints. It is not the transport's: whoever can speak for the daemon can't write its history. */
export class AuditKey {
  readonly verifier: VerifierKey
  readonly #private: KeyObject
  readonly #concealing: Uint8Array

  /** @param seed 32 bytes of RFC 8032 private key */
  constructor(origin: string, seed: Uint8Array) {
    this.#private = createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, seed]), format: 'der', type: 'pkcs8' })
    const spki = createPublicKey(this.#private).export({ format: 'der', type: 'spki' })
    this.verifier = verifierKey(origin, Uint8Array.from(spki.subarray(-32)), sha256)
    this.#concealing = new Uint8Array(hkdfSync('sha256', seed, '', 'countersign/concealed/1', 32))
  }

  sign(checkpoint: Checkpoint): Uint8Array {
    return sign(null, Buffer.from(checkpointText(checkpoint)), this.#private)
  }

  note(checkpoint: Checkpoint, signature: Uint8Array): string {
    return noteText(checkpoint, this.verifier, signature)
  }

  /**
   * A secret as the record may hold it: the same value gives the same mark, so that a change of it can be seen, and without this key
   * nobody can try values against the mark.
   */
  concealed(value: string): string {
    return `hmac-sha256:${createHmac('sha256', this.#concealing).update(value).digest('hex')}`
  }
}

/** In the form of signed-note's tools: `PRIVATE+KEY+name+id+key`. */
function privateText(origin: string, key: AuditKey, seed: Uint8Array): string {
  const id = Buffer.from(key.verifier.id).toString('hex')
  return `PRIVATE+KEY+${origin}+${id}+${Buffer.from([1, ...seed]).toString('base64')}\n`
}

function readPrivateText(text: string): { origin: string; seed: Uint8Array } | undefined {
  const [, origin, , encoded] = /^PRIVATE\+KEY\+([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)\n?$/.exec(text) ?? []
  const bytes = Buffer.from(encoded ?? '', 'base64')
  return origin === undefined || bytes.length !== 33 || bytes[0] !== 1 ? undefined : { origin, seed: Uint8Array.from(bytes.subarray(1)) }
}

/** The key in `file`. Throws StoreError `store-key`. */
export function readAuditKey(file: string): AuditKey {
  if (!fs.existsSync(file)) throw refusal(`The key of the record (${file}) is gone; nothing was changed.`, 'Put it back from a backup.')
  const read = readPrivateText(fs.readFileSync(file, 'utf8'))
  if (read === undefined) throw refusal(`${file} is not a key of a record; it was left as it is.`, 'Put the right one back from a backup.')
  return new AuditKey(read.origin, read.seed)
}

/**
 * The key of the record in `folder` (`audit.key`, 0600; its public half in `audit.pub`), made together with a new record.
 * Throws StoreError `store-key` where record and key don't belong together: a record goes on under its own key, or not at all.
 */
export function loadAuditKey(folder: string, database: FileDatabase): AuditKey {
  const file = path.join(folder, 'audit.key')
  const known = database.get<{ origin: string; public_key: Uint8Array }>('SELECT origin, public_key FROM audit_log')
  if (known === undefined && !fs.existsSync(file)) {
    const seed = randomBytes(32)
    const origin = `countersign.local/${randomBytes(8).toString('hex')}`
    // Before the record names it: after a crash in between, the key is there and is taken.
    writeDurably(file, privateText(origin, new AuditKey(origin, seed), seed))
  }
  const key = readAuditKey(file)
  const { name, publicKey } = key.verifier
  if (known === undefined) {
    database.run('INSERT INTO audit_log (one, origin, public_key) VALUES (1, ?, ?)', [name, publicKey])
  } else if (known.origin !== name || !Buffer.from(known.public_key).equals(publicKey)) {
    throw refusal(`${file} is the key of another record; nothing was changed.`, 'Put the right one back from a backup.')
  }
  publish(path.join(folder, 'audit.pub'), `${verifierKeyText(key.verifier)}\n`)
  return key
}

/** Whoever verifies the record outside of the daemon pins this file, so a different one is never overwritten. */
function publish(file: string, text: string): void {
  if (!fs.existsSync(file)) writeDurably(file, text)
  else if (fs.readFileSync(file, 'utf8') !== text) {
    throw refusal(`${file} is not the public key of this record; nothing was changed.`, 'Find out who changed it, then remove it: it is written anew.')
  }
}

const refusal = (message: string, hint: string): StoreError => new StoreError('store-key', message, hint)
