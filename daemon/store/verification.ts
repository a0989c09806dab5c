import { type Note, type VerifierKey, checkpointText, signatureBy } from '../../shared/checkpoint.ts'
import { CompactRange, HASH_BYTES, Merkle, type Sha256, same } from '../../shared/merkle.ts'
import { BLOCK, ENTRY_FORMAT } from './record.ts'
import { type Connection, SqliteError, type Value } from './sqlite.ts'

export interface Verdict {
  readonly ok: boolean
  /** Entries that are whole, counted from the beginning, and the root over them in hexadecimal. */
  readonly size: number
  readonly root: string
  /** So many of them are, by a valid signature, exactly what was signed. */
  readonly confirmed: number
  /** With a witness: the largest size that it saw and that this file agrees with; 0 when there is none. */
  readonly agreed?: number
  readonly problem?: Problem
}

/** The first thing that is wrong. `sequence` is the first entry concerned, `through` the last where it can't be told which one it is. */
export interface Problem {
  readonly what: string
  readonly sequence?: number
  readonly through?: number
}

interface Trust {
  key: VerifierKey
  merkleHash: Sha256
  /** True for a valid signature of `key`. */
  signed(message: Uint8Array, signature: Uint8Array): boolean
}

interface StoredCheckpoint {
  block: Value
  root: Value
  signature: Value
}

/** Rows that are in memory at a time. */
const CHUNK = 500

export const emptyRoot = (sha256: Sha256): string => hex(new Merkle(sha256).empty)

/** One pass over a record, from its first entry to its last. */
export class Verification {
  readonly #connection: Connection
  readonly #trust: Trust
  readonly #witness: readonly Note[]
  readonly #range: CompactRange
  readonly #merkle: Merkle
  /** The root at each size that a witness saw, as this file has it. */
  readonly #rootsAt = new Map<number, Uint8Array | undefined>()
  #confirmed = 0

  constructor(connection: Connection, trust: Trust, witness: readonly Note[]) {
    this.#connection = connection
    this.#trust = trust
    this.#witness = witness
    this.#merkle = new Merkle(trust.merkleHash)
    this.#range = new CompactRange(this.#merkle)
    for (const { checkpoint } of witness) this.#rootsAt.set(checkpoint.size, undefined)
  }

  verdict(): Verdict {
    const wrong = this.#entries()
    const agreed = this.#agreed()
    const problem = wrong ?? this.#witnessProblem(agreed)
    return {
      ok: problem === undefined,
      size: this.#range.size,
      root: hex(this.#range.root()),
      confirmed: this.#confirmed,
      ...(this.#witness.length === 0 ? {} : { agreed }),
      ...(problem === undefined ? {} : { problem }),
    }
  }

  /** Stops at the first thing that is wrong. */
  #entries(): Problem | undefined {
    try {
      const checkpoints = this.#checkpoints()
      this.#noteRoot()
      for (const row of this.#rows()) {
        const problem = this.#entry(row) ?? this.#checkpoint(checkpoints)
        if (problem !== undefined) return problem
        this.#noteRoot()
      }
      return this.#end(checkpoints)
    } catch (error) {
      if (!(error instanceof SqliteError)) throw error
      return { what: `The file is damaged where the entry ${this.#range.size} should be: ${error.message}.`, sequence: this.#range.size }
    }
  }

  /** By size. There is one for each full block, and one for the entries after the last of these: none may be missing, none be added. */
  #checkpoints(): Map<Value, StoredCheckpoint> {
    const statement = this.#connection.prepare('SELECT block, size, root, signature FROM audit_checkpoints')
    try {
      const rows = statement.rows([], Infinity)
      const bySize = new Map<Value, StoredCheckpoint>()
      for (const { block = null, size = null, root = null, signature = null } of rows) {
        // Two of one size can't both be right; a size of null is never asked for and so stays over at the end.
        bySize.set(bySize.has(size) ? null : size, { block, root, signature })
      }
      return bySize
    } finally {
      statement.finalize()
    }
  }

  /** By the table itself and in its order, so that no index is believed. Raw bytes: text that isn't UTF-8 must not be mended in reading. */
  *#rows(): Generator<Record<string, Value>> {
    const columns = 'sequence, hashes, typeof(entry) AS type, CAST(entry AS BLOB) AS entry'
    const first = this.#connection.prepare(`SELECT ${columns} FROM audit_entries NOT INDEXED ORDER BY sequence LIMIT ${CHUNK}`)
    const next = this.#connection.prepare(`SELECT ${columns} FROM audit_entries NOT INDEXED WHERE sequence > ? ORDER BY sequence LIMIT ${CHUNK}`)
    try {
      let rows = first.rows([], Infinity)
      while (rows.length > 0) {
        yield* rows
        rows = next.rows([rows.at(-1)?.['sequence'] ?? null], Infinity)
      }
    } finally {
      first.finalize()
      next.finalize()
    }
  }

  #entry({ sequence, hashes, type, entry }: Record<string, Value>): Problem | undefined {
    const expected = this.#range.size
    if (sequence !== expected) {
      return typeof sequence === 'number' && sequence > expected
        ? { what: `The entry ${expected} is missing.`, sequence: expected }
        : { what: `There is an entry ${sequence}, which no record has.`, sequence: expected }
    }
    if (type !== 'text' || !(entry instanceof Uint8Array) || !(hashes instanceof Uint8Array) || !statesItself(entry, expected)) {
      return { what: `The entry ${expected} is not what stands at its place.`, sequence: expected }
    }
    const leaf = this.#merkle.leaf(entry)
    if (hashes.length < HASH_BYTES || !same(leaf, hashes.subarray(0, HASH_BYTES))) {
      return { what: `The entry ${expected} or its leaf hash was changed.`, sequence: expected }
    }
    const completed = this.#range.append(leaf)
    const wrong = completed.findIndex((hash, level) => !same(hash, hashes.subarray(level * HASH_BYTES, (level + 1) * HASH_BYTES)))
    if (wrong >= 0) {
      const begin = expected + 1 - 2 ** wrong
      return { what: `Between the entries ${begin} and ${expected} one was changed together with its leaf hash.`, sequence: begin, through: expected }
    }
    if (hashes.length !== completed.length * HASH_BYTES) {
      return { what: `The entry ${expected} has hashes that it doesn't complete.`, sequence: expected }
    }
    return undefined
  }

  /** At the end of each block, and wherever else one is kept. */
  #checkpoint(checkpoints: Map<Value, StoredCheckpoint>): Problem | undefined {
    const { size } = this.#range
    const stored = checkpoints.get(size)
    if (stored === undefined) {
      return size % BLOCK === 0 ? { what: `The checkpoint of the first ${size} entries is missing.`, sequence: size - BLOCK, through: size - 1 } : undefined
    }
    checkpoints.delete(size)
    const root = this.#range.root()
    const { key, signed } = this.#trust
    const concerned = { sequence: this.#confirmed, through: size - 1 }
    const { root: statedRoot, signature } = stored
    const text = (hash: Uint8Array) => Buffer.from(checkpointText({ origin: key.name, size, root: hash }))
    const valid = (hash: Uint8Array) => signature instanceof Uint8Array && signature.length === 64 && signed(text(hash), signature)
    if (valid(root)) {
      this.#confirmed = size
      if (stored.block === Math.ceil(size / BLOCK) - 1 && statedRoot instanceof Uint8Array && same(statedRoot, root)) return undefined
      return { what: `The checkpoint of the first ${size} entries was changed.`, sequence: size - 1 }
    }
    return statedRoot instanceof Uint8Array && !same(statedRoot, root) && valid(statedRoot)
      ? { what: `The entries ${concerned.sequence} to ${size - 1} are not those that were signed.`, ...concerned }
      : { what: `The checkpoint of the first ${size} entries is not signed by the record's key.`, ...concerned }
  }

  #end(left: Map<Value, StoredCheckpoint>): Problem | undefined {
    const { size } = this.#range
    const [other] = left.keys()
    if (typeof other === 'number' && other > size) return { what: `The entries from ${size} on are missing: ${other} were signed.`, sequence: size }
    if (other !== undefined) return { what: `There is a checkpoint of size ${other} that no record has.` }
    if (this.#confirmed === size) return undefined
    return { what: `The entries from ${this.#confirmed} on are not signed.`, sequence: this.#confirmed, through: size - 1 }
  }

  #noteRoot(): void {
    if (this.#rootsAt.has(this.#range.size)) this.#rootsAt.set(this.#range.size, this.#range.root())
  }

  #agrees({ checkpoint }: Note): boolean {
    const root = this.#rootsAt.get(checkpoint.size)
    return root !== undefined && same(root, checkpoint.root)
  }

  #agreed(): number {
    return Math.max(0, ...this.#witness.filter((note) => this.#agrees(note)).map(({ checkpoint }) => checkpoint.size))
  }

  #witnessProblem(agreed: number): Problem | undefined {
    const { size } = this.#range
    const upTo = agreed === 0 ? 'no size that it saw' : `the first ${agreed} entries`
    for (const note of this.#witness.toSorted((one, other) => one.checkpoint.size - other.checkpoint.size)) {
      const { checkpoint, message } = note
      const signature = signatureBy(this.#trust.key, note)
      const agreement = `File and witness agree on ${upTo}.`
      if (signature === null) return { what: `The witness saw a record that another key signs. ${agreement}`, sequence: agreed }
      if (!this.#trust.signed(message, signature)) return { what: 'The checkpoint of the witness is itself not valid.' }
      if (this.#agrees(note)) continue
      return checkpoint.size > size
        ? { what: `The witness saw ${checkpoint.size} entries, the file has ${size}: its end is missing. ${agreement}`, sequence: agreed }
        : { what: `The first ${checkpoint.size} entries are not those that the witness saw. ${agreement}`, sequence: agreed }
    }
    return undefined
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The entry's own bytes say its number: one put in the place of another is found without the tree. */
function statesItself(entry: Uint8Array, sequence: number): boolean {
  try {
    const stated = JSON.parse(decoder.decode(entry)) as unknown
    return typeof stated === 'object' && stated !== null && 'format' in stated && stated.format === ENTRY_FORMAT
      && 'sequence' in stated && stated.sequence === sequence
  } catch {
    return false // neither UTF-8 nor JSON: not an entry
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
