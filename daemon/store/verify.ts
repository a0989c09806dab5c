import { createPublicKey, hash, verify as verifySignature } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type Note, type VerifierKey, readNotes, readVerifierKey, verifierKey } from '../../shared/checkpoint.ts'
import { startMachine } from './machine.ts'
import { type Connection, Sqlite, SqliteError } from './sqlite.ts'
import { type Verdict, Verification, emptyRoot } from './verification.ts'

export type { Problem, Verdict } from './verification.ts'

/**
 * Checks a record without the daemon and without trusting what wrote it. With `verification.ts` and what that imports it stands on Node's
 * own modules and sql.js alone, so that whoever doubts the daemon has little to read.
 */
export interface VerifyOptions {
  /** The record's key as a vkey text. Otherwise `audit.pub` beside the file; otherwise what the file says of itself. */
  readonly publicKey?: string
  /** Checkpoints that somebody else kept, one signed note after the other: only they show a cut end or a history written anew. */
  readonly witness?: string
}

const sha256 = (content: Uint8Array): Uint8Array => hash('sha256', content, 'buffer')
/** RFC 8410: what comes before the 32 bytes of an Ed25519 public key. */
const SPKI_ED25519 = Buffer.from('302a300506032b6570032100', 'hex')
/** The first bytes of a journal that is to be played back, https://www.sqlite.org/fileformat2.html#the_rollback_journal */
const HOT_JOURNAL = Buffer.from('d9d505f920a163d7', 'hex')

/** Not the one that the daemon's store uses, which may have this very file open. */
let machine: Promise<Sqlite> | undefined

/** Reads the whole record in `file`, which is not changed, in constant memory. Never throws for what a file holds. */
export async function verify(file: string, options: VerifyOptions = {}): Promise<Verdict> {
  const whole = path.resolve(file)
  if (!fs.statSync(whole, { throwIfNoEntry: false })?.isFile()) return unreadable(`There is no file ${whole}.`)
  const witness = options.witness === undefined ? [] : readNotes(options.witness)
  if (witness === null) return unreadable('The witness holds no checkpoint that can be read.')
  const sqlite = await (machine ??= startMachine().then((started) => new Sqlite(started)))
  for (let attempt = 1; ; attempt += 1) {
    const before = writing(whole)
    const verdict = read(sqlite, whole, options.publicKey, witness)
    if (verdict.ok || writing(whole) === before) return verdict
    // A daemon writes while this reads: what looks wrong may be half of a transaction.
    if (attempt === 5) return unreadable('The file is written all the time, so nothing can be said: verify a copy (`countersign audit export FILE`).')
  }
}

function read(sqlite: Sqlite, whole: string, publicKey: string | undefined, witness: readonly Note[]): Verdict {
  const place = settled(whole)
  let connection: Connection | undefined
  try {
    connection = sqlite.open(place, { readOnly: place === whole })
    const key = findKey(connection, whole, publicKey)
    if (typeof key === 'string') return unreadable(key)
    return new Verification(connection, { key, merkleHash: sha256, signed: signedBy(key) }, witness).verdict()
  } catch (error) {
    if (error instanceof SqliteError) return unreadable(`The file can't be read as a store: ${error.message}.`)
    throw error
  } finally {
    connection?.close()
    if (place !== whole) fs.rmSync(path.dirname(place), { recursive: true, force: true })
  }
}

function unreadable(what: string): Verdict {
  return { ok: false, size: 0, root: emptyRoot(sha256), confirmed: 0, problem: { what } }
}

/** A copy that was taken while its daemon died needs its journal played back: that is done to another copy. Returns the file to read. */
function settled(file: string): string {
  const journal = `${file}-journal`
  if (!beginning(journal, 0, HOT_JOURNAL.length).equals(HOT_JOURNAL)) return file
  const copy = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'countersign-verify-')), 'copy.db')
  fs.copyFileSync(file, copy)
  fs.copyFileSync(journal, `${copy}-journal`)
  return copy
}

/** Differs after a write has begun or ended: SQLite's change counter, and whether there is a journal to play back. */
function writing(file: string): string {
  return `${beginning(file, 24, 4).toString('hex')} ${beginning(`${file}-journal`, 0, HOT_JOURNAL.length).toString('hex')}`
}

/** Some bytes of a file; fewer where it is shorter, none where it isn't there. */
function beginning(file: string, position: number, length: number): Buffer {
  if (!fs.existsSync(file)) return Buffer.alloc(0)
  const descriptor = fs.openSync(file, 'r')
  try {
    const bytes = Buffer.alloc(length)
    return bytes.subarray(0, fs.readSync(descriptor, bytes, 0, length, position))
  } finally {
    fs.closeSync(descriptor)
  }
}

/** The key that the record has to be signed with, or a sentence about why there is none. */
function findKey(connection: Connection, file: string, given: string | undefined): VerifierKey | string {
  const statement = connection.prepare('SELECT origin, public_key FROM audit_log')
  const [own] = statement.rows([], 1)
  statement.finalize()
  const published = path.join(path.dirname(file), 'audit.pub')
  const text = given ?? (fs.existsSync(published) ? fs.readFileSync(published, 'utf8') : undefined)
  const pinned = text === undefined ? undefined : readVerifierKey(text, sha256)
  if (pinned === null) return 'The public key can not be read.'
  if (typeof own?.['origin'] !== 'string' || !(own['public_key'] instanceof Uint8Array) || own['public_key'].length !== 32) {
    return 'The file does not say whose record it is.'
  }
  if (pinned === undefined) return verifierKey(own['origin'], own['public_key'], sha256)
  const matches = pinned.name === own['origin'] && Buffer.from(own['public_key']).equals(pinned.publicKey)
  return matches ? pinned : 'The file says that it is the record of another key.'
}

function signedBy(key: VerifierKey): (message: Uint8Array, signature: Uint8Array) => boolean {
  const publicKey = createPublicKey({ key: Buffer.concat([SPKI_ED25519, key.publicKey]), format: 'der', type: 'spki' })
  return (message, signature) => verifySignature(null, message, publicKey, signature)
}
