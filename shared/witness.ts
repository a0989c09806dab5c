import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import { z } from 'zod'
import { type Checkpoint, readNote, readVerifierKey, signatureBy } from './checkpoint.ts'
import { CountersignError } from './errors.ts'
import { Merkle } from './merkle.ts'

/**
 * The second witness of the record: whoever keeps the last checkpoint that they saw and asks for a proof before they take a new one
 * notices a record that was cut, put back or written anew, which the record alone can't show. The extension does, and so can anybody.
 */

const merkle = new Merkle(sha256)

/**
 * Reads a checkpoint signed by the record's key (its vkey text). Throws CountersignError `checkpoint-invalid`.
 * What it states is the log's word; `advance` compares it with an earlier one.
 */
export async function openCheckpoint(note: string, vkey: string): Promise<Checkpoint> {
  const key = readVerifierKey(vkey, sha256)
  const read = readNote(note)
  const signature = key === null || read === null ? null : signatureBy(key, read)
  if (key !== null && read !== null && signature !== null) {
    const publicKey = await crypto.subtle.importKey('raw', Uint8Array.from(key.publicKey), 'Ed25519', false, ['verify'])
    const valid = await crypto.subtle.verify('Ed25519', publicKey, Uint8Array.from(signature), Uint8Array.from(read.message))
    if (valid) return read.checkpoint
  }
  throw new CountersignError(
    'checkpoint-invalid',
    'The checkpoint of the record is not signed by the key that this device knows, so it was not accepted.',
    'Look at the record with `countersign audit verify` before going on.',
  )
}

/**
 * Accepts `next` after `previous` only if the record has grown and nothing in it changed. Returns the checkpoint to keep.
 * @param consistency the proof from the size of `previous` to that of `next`, hashes in hexadecimal
 * Throws CountersignError `checkpoint-invalid`, or `history-changed`: then keep `previous`, and show it to the person.
 */
export async function advance(previous: string, next: string, vkey: string, consistency: readonly string[]): Promise<Checkpoint> {
  const before = await openCheckpoint(previous, vkey)
  const after = await openCheckpoint(next, vkey)
  const proven =
    after.size >= before.size &&
    consistency.every((hash) => /^[0-9a-f]{64}$/.test(hash)) &&
    merkle.verifyConsistency({
      first: before.size,
      firstRoot: before.root,
      second: after.size,
      secondRoot: after.root,
      proof: consistency.map((hash) => hexToBytes(hash)),
    })
  if (proven) return after
  throw new CountersignError(
    'history-changed',
    after.size < before.size
      ? `The record went back: this device saw ${before.size} entries, and now there are ${after.size}. Nothing was accepted.`
      : `The record was changed: what this device saw of its first ${before.size} entries is not in it any more. Nothing was accepted.`,
    'If a backup was restored, accept it where that is recorded; otherwise look at the record with `countersign audit verify`.',
  )
}

/** True when the entry with this leaf hash (hexadecimal) is in the tree that the checkpoint states. */
export function included(checkpoint: Checkpoint, sequence: number, leaf: string, inclusion: readonly string[]): boolean {
  if (![leaf, ...inclusion].every((hash) => /^[0-9a-f]{64}$/.test(hash))) return false
  const proof = inclusion.map((hash) => hexToBytes(hash))
  return merkle.verifyInclusion({ leaf: hexToBytes(leaf), index: sequence, size: checkpoint.size, root: checkpoint.root, proof })
}

/** What an entry `record.restored` says of itself. */
const Restore = z.object({
  restored: z.object({ size: z.number().int().nonnegative(), root: z.string() }),
  replaced: z.object({ size: z.number().int().nonnegative(), root: z.string(), whole: z.boolean() }),
})

/**
 * Whether a record that went back did so by a restore that is on it. When `advance` has thrown `history-changed`, look for the entry
 * `record.restored` behind the end of what was restored, show it to the person, and keep `next` once they have accepted.
 * True only if the entry is in the tree of `next`, right behind the backup that it names, and what it replaced is at least what this device
 * saw, unless that was damaged and could not be counted. What stood on the part that is gone can't be told from this.
 */
export function restoreOf(
  previous: Checkpoint,
  next: Checkpoint,
  entry: { readonly bytes: string; readonly inclusion: readonly string[] },
): boolean {
  const stated = z.object({ kind: z.literal('record.restored'), sequence: z.number().int(), fields: Restore }).safeParse(parsed(entry.bytes))
  if (!stated.success) return false
  const { sequence, fields } = stated.data
  const leaf = bytesToHex(merkle.leaf(new TextEncoder().encode(entry.bytes)))
  const { size, root, whole } = fields.replaced
  const seen = !whole || size > previous.size || (size === previous.size && root === bytesToHex(previous.root))
  return seen && fields.restored.size === sequence && included(next, sequence, leaf, entry.inclusion)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // the schema refuses it
  }
}
