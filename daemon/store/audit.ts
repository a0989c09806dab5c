import { canonical, type Json } from '../../shared/canonical.ts'
import { type Checkpoint, verifierKeyText } from '../../shared/checkpoint.ts'
import { HASH_BYTES, Merkle, same } from '../../shared/merkle.ts'
import type { FileDatabase } from './database.ts'
import { StoreError } from './error.ts'
import { type AuditKey, sha256 } from './key.ts'
import { BLOCK, ENTRY_FORMAT } from './record.ts'

/** What a room puts on the record. No secret may be in it: see `Audit.concealed`. */
export interface AuditInput {
  /** What happened, as `noun.verb`: 'plan.simulated', 'step.intent', 'device.paired'. */
  kind: string
  actor: { person: string; device: string; via: string }
  plan?: string
  run?: string
  /** Digest of the document that this is about, hexadecimal. */
  digest?: string
  fields?: Json
}

/** An entry as it was read back; `leaf` is its RFC 9162 leaf hash in hexadecimal. */
export interface AuditEntry extends AuditInput {
  sequence: number
  /** ISO 8601, UTC, by the daemon's clock. The order is that of `sequence`. */
  at: string
  leaf: string
}

export interface AuditQuery {
  /** Entries behind this sequence (with `newest`: before it). */
  after?: number
  /** At most this many, 1000 at the most. */
  limit?: number
  kind?: string
  plan?: string
  run?: string
  /** From the end towards the beginning. */
  newest?: boolean
}

export interface SignedCheckpoint {
  size: number
  /** Hexadecimal. */
  root: string
  /** The C2SP signed note. */
  checkpoint: string
}

/** The record: entries that are only ever added, as leaves of a Merkle tree whose state is signed in every transaction that adds some. */
export interface Audit {
  /** How many entries there are; the next one has this sequence. */
  readonly size: number
  /** The key that signs checkpoints, as the vkey text that `audit.pub` holds. */
  readonly publicKey: string
  /**
   * Adds an entry within the caller's transaction, or in one of its own: durable when that has returned, gone when it is rolled back.
   * Call it before an action for its intent, and after it for its outcome. Throws StoreError.
   */
  append(entry: AuditInput): { sequence: number; leaf: string; at: string }
  entries(query?: AuditQuery): AuditEntry[]
  entry(sequence: number): AuditEntry | undefined
  /** The canonical text whose UTF-8 is the leaf, for whoever computes the hash themselves. Throws a RangeError where there is none. */
  bytes(sequence: number): { text: string; leaf: string }
  /** The signed state, now or when it had `size` entries. Inside of a transaction that added entries: as its commit will sign it. */
  checkpoint(size?: number): SignedCheckpoint
  /** Hashes in hexadecimal, from the leaf upwards. Throws a RangeError for an entry that the tree of that size doesn't hold. */
  inclusionProof(sequence: number, size?: number): string[]
  /** Hashes in hexadecimal. Throws a RangeError for sizes that there are not. */
  consistencyProof(first: number, second?: number): string[]
  /** A secret value as the record may hold it: the same mark for the same value, and no way back. */
  concealed(value: string): string
}

/** Larger documents go to tables of their own and are named by digest. */
const MAXIMUM_ENTRY = 256 * 1024

export class AuditLog implements Audit {
  readonly #database: FileDatabase
  readonly #key: AuditKey
  readonly #now: () => Date
  readonly #merkle = new Merkle(sha256)
  /** Entries were added since the last commit; may be wrong after a rollback, when there turns out to be nothing to sign. */
  #unsigned = false

  /** Throws StoreError `store-tampered` when the end of the record isn't what was signed. */
  constructor(database: FileDatabase, key: AuditKey, now: () => Date = () => new Date()) {
    this.#database = database
    this.#key = key
    this.#now = now
    this.#refuseTampered()
    database.beforeCommit(() => {
      if (this.#unsigned && this.#signed()?.size !== this.size) this.#sign(this.size)
      this.#unsigned = false
    })
  }

  get publicKey(): string {
    return verifierKeyText(this.#key.verifier)
  }

  get size(): number {
    return (this.#database.get<{ last: number | null }>('SELECT max(sequence) AS last FROM audit_entries')?.last ?? -1) + 1
  }

  append(entry: AuditInput): { sequence: number; leaf: string; at: string } {
    return this.#database.inTransaction ? this.#append(entry) : this.#database.transaction(() => this.#append(entry))
  }

  entries({ after, limit = 100, kind, plan, run, newest = false }: AuditQuery = {}): AuditEntry[] {
    const parameters: (string | number)[] = []
    const where = (condition: string, value: string | number | undefined): string[] => {
      if (value === undefined) return []
      parameters.push(value)
      return [condition]
    }
    const conditions = [
      ...where(newest ? 'sequence < ?' : 'sequence > ?', after),
      ...where('kind = ?', kind),
      ...where('plan = ?', plan),
      ...where('run = ?', run),
    ]
    const filter = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
    const rows = this.#database.all<Row>(
      `SELECT substr(hashes, 1, ${HASH_BYTES}) AS leaf, entry FROM audit_entries ${filter} ORDER BY sequence ${newest ? 'DESC' : 'ASC'} LIMIT ?`,
      [...parameters, Math.max(1, Math.min(1000, limit))],
    )
    return rows.map(readEntry)
  }

  entry(sequence: number): AuditEntry | undefined {
    const sql = `SELECT substr(hashes, 1, ${HASH_BYTES}) AS leaf, entry FROM audit_entries WHERE sequence = ?`
    const row = this.#database.get<Row>(sql, [sequence])
    return row === undefined ? undefined : readEntry(row)
  }

  bytes(sequence: number): { text: string; leaf: string } {
    const sql = `SELECT substr(hashes, 1, ${HASH_BYTES}) AS leaf, entry FROM audit_entries WHERE sequence = ?`
    const row = this.#database.get<Row>(sql, [sequence])
    if (row === undefined) throw new RangeError(`the record has no entry ${sequence}`)
    return { text: row.entry, leaf: hex(row.leaf) }
  }

  checkpoint(size: number = this.size): SignedCheckpoint {
    this.#requireSize(size)
    const last = this.#signed()
    const kept = last?.size === size ? last : undefined
    const checkpoint = { origin: this.#key.verifier.name, size, root: kept?.root ?? this.#root(size) }
    return { size, root: hex(checkpoint.root), checkpoint: this.#key.note(checkpoint, kept?.signature ?? this.#key.sign(checkpoint)) }
  }

  inclusionProof(sequence: number, size: number = this.size): string[] {
    this.#requireSize(size)
    return this.#merkle.inclusionProof(sequence, size, this.#read).map(hex)
  }

  consistencyProof(first: number, second: number = this.size): string[] {
    this.#requireSize(second)
    return this.#merkle.consistencyProof(first, second, this.#read).map(hex)
  }

  concealed(value: string): string {
    return this.#key.concealed(value)
  }

  #append({ kind, actor, plan, run, digest, fields }: AuditInput): { sequence: number; leaf: string; at: string } {
    const sequence = this.size
    const at = this.#now().toISOString()
    const { person, device, via } = actor
    const text = canonical({ format: ENTRY_FORMAT, sequence, at, kind, actor: { person, device, via }, plan, run, digest, fields })
    const bytes = Buffer.from(text)
    if (bytes.length > MAXIMUM_ENTRY) {
      throw new StoreError('store-statement', `An entry of the record is larger than ${MAXIMUM_ENTRY} bytes; nothing was changed.`, 'Record its digest.')
    }
    const leaf = this.#merkle.leaf(bytes)
    const hashes = Buffer.concat(this.#merkle.completed(leaf, sequence, this.#read))
    this.#database.run('INSERT INTO audit_entries (sequence, hashes, entry) VALUES (?, ?, ?)', [sequence, hashes, text])
    this.#unsigned = true
    if ((sequence + 1) % BLOCK === 0) this.#sign(sequence + 1)
    return { sequence, leaf: hex(leaf), at }
  }

  /** A subtree is complete with its last leaf, and its hash is in that leaf's row: one row by its key. */
  readonly #read = (level: number, index: number): Uint8Array => {
    const sql = `SELECT substr(hashes, ?, ${HASH_BYTES}) AS hash FROM audit_entries WHERE sequence = ?`
    // a page that another program wrote over has rows of another table's shape, without a hash
    const row = this.#database.get<{ hash: Uint8Array | null }>(sql, [level * HASH_BYTES + 1, (index + 1) * 2 ** level - 1])
    if (row?.hash?.length === HASH_BYTES) return row.hash
    throw tampered('The record lacks a hash of its tree')
  }

  #root(size: number): Uint8Array {
    return this.#merkle.root(size, this.#read)
  }

  #signed(): { size: number; root: Uint8Array; signature: Uint8Array } | undefined {
    type Signed = { size: number; root: Uint8Array; signature: Uint8Array }
    const row = this.#database.get<{ [Column in keyof Signed]: Signed[Column] | null }>('SELECT size, root, signature FROM audit_checkpoints ORDER BY block DESC LIMIT 1')
    if (row === undefined) return undefined
    const { size, root, signature } = row
    if (size === null || root === null || signature === null) throw tampered('The newest checkpoint lacks its signature')
    return { size, root, signature }
  }

  #sign(size: number): void {
    const root = this.#root(size)
    const signature = this.#key.sign({ origin: this.#key.verifier.name, size, root })
    const sql = 'INSERT OR REPLACE INTO audit_checkpoints (block, size, root, signature) VALUES (?, ?, ?, ?)'
    this.#database.run(sql, [Math.ceil(size / BLOCK) - 1, size, root, signature])
  }

  #requireSize(size: number): void {
    if (size > this.size) throw new RangeError(`the record has ${this.size} entries, not ${size}`)
  }

  /** Looks at the end only; `verify` looks at everything. */
  #refuseTampered(): void {
    const { size } = this
    const last = this.#signed()
    if (size === 0 && last === undefined) return
    const checkpoint: Checkpoint = { origin: this.#key.verifier.name, size, root: this.#root(size) }
    // Ed25519 signs the same text the same way each time (RFC 8032), so that our own signature can be made again and compared.
    const genuine = last?.size === size && same(last.root, checkpoint.root) && same(last.signature, this.#key.sign(checkpoint))
    if (!genuine) throw tampered('The end of the record is not what was signed')
  }
}

interface Row {
  leaf: Uint8Array
  entry: string
}

function readEntry({ leaf, entry }: Row): AuditEntry {
  const { format: _format, ...rest } = JSON.parse(entry) as Omit<AuditEntry, 'leaf'> & { format: string }
  return { ...rest, leaf: hex(leaf) }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

function tampered(what: string): StoreError {
  return new StoreError(
    'store-tampered',
    `${what}: something other than the daemon changed the store. The file was left as it is.`,
    'Look at it with `countersign audit verify FILE`, then restore a backup.',
  )
}
