import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { z } from 'zod'
import { canonical, toBytes, type Json } from '../../shared/canonical.ts'
import type { Checkpoint } from '../../shared/checkpoint.ts'
import { CountersignError } from '../../shared/errors.ts'
import { Merkle } from '../../shared/merkle.ts'
import { advance, included, openCheckpoint, restoreOf } from '../../shared/witness.ts'
import type { AnswerOf, AuditEntry, Status } from '../../shared/wire.ts'
import type { Client } from '../../shared/client.ts'
import type { PublicKey } from '../../shared/pairing.ts'
import type { Restored } from '../store/index.ts'
import { keepWitness, readWitness } from './keeping.ts'

type Post = Client['post']

/**
 * The second witness of the audit. Before anything is believed that a new checkpoint covers, the daemon has to prove that it continues the
 * last one seen here. Throws `history-changed` or `checkpoint-invalid`; what was seen before is then kept as it is.
 */
export async function witness(post: Post, audit: Status['audit'], daemonPublicKey: PublicKey): Promise<void> {
  const before = await readWitness()
  if (before === null || before.daemonPublicKey !== daemonPublicKey) {
    // The first checkpoint of this daemon: nothing to compare it with. From here on its key is pinned.
    await openCheckpoint(audit.checkpoint, audit.publicKey)
    await keepWitness({ daemonPublicKey, auditKey: audit.publicKey, checkpoint: audit.checkpoint })
    return
  }
  if (audit.publicKey !== before.auditKey) {
    throw new CountersignError(
      'history-changed',
      'The record is signed with another key than the one that this browser saw before, so it is not the same record.',
      'Look at it with `countersign audit verify` before going on.',
    )
  }
  if (audit.checkpoint !== before.checkpoint) await catchUp(post, daemonPublicKey)
}

/** Takes the newest checkpoint, if it is proven to continue the one kept here; null where none is kept of this daemon. */
export async function catchUp(post: Post, daemonPublicKey: PublicKey): Promise<Checkpoint | null> {
  const kept = await readWitness()
  if (kept === null || kept.daemonPublicKey !== daemonPublicKey) return null
  const seen = await openCheckpoint(kept.checkpoint, kept.auditKey)
  const next = await askForProof(post, seen.size)
  const checkpoint = await advance(kept.checkpoint, next.checkpoint, kept.auditKey, next.consistency)
  await keepWitness({ ...kept, checkpoint: next.checkpoint })
  return checkpoint
}

/** The proof that leads from `size` entries to what there is now. A daemon that has fewer can't give one: that is the history gone back. */
async function askForProof(post: Post, size: number): Promise<AnswerOf<'/v1/audit/checkpoint'>> {
  const answer = await post('/v1/audit/checkpoint', { from: size })
  if (answer.size >= size) return answer
  throw new CountersignError(
    'history-changed',
    `The record went back: this browser saw ${size} entries, and now there are ${answer.size}. Nothing was accepted.`,
    'If a backup was restored, accept it where that is recorded; otherwise look at the record with `countersign audit verify`.',
  )
}

/** What the entry `record.restored` says of itself, as far as a person is shown it. */
const restoredFields = z.object({ restored: z.object({ size: z.number() }), replaced: z.object({ size: z.number() }) })

/**
 * Why a record went back, where a restored backup is the reason: the newest such entry, proven to be on the record as it is now, right
 * behind the backup that it names, and to have replaced at least what this browser saw. Undefined where there is none that holds.
 */
export async function restoredBy(post: Post, daemonPublicKey: PublicKey): Promise<{ restored: Restored, checkpoint: string } | undefined> {
  const kept = await readWitness()
  if (kept === null || kept.daemonPublicKey !== daemonPublicKey) return undefined
  const { entries } = await post('/v1/audit', { newest: true, limit: 1000 })
  const found = entries.filter(({ kind }) => kind === 'record.restored').sort((one, other) => other.sequence - one.sequence)[0]
  if (found === undefined) return undefined
  const { entry, size, inclusion } = await post('/v1/audit/entry', { sequence: found.sequence })
  const { checkpoint } = await post('/v1/audit/checkpoint', {})
  const [seen, next] = [await openCheckpoint(kept.checkpoint, kept.auditKey), await openCheckpoint(checkpoint, kept.auditKey)]
  const fields = restoredFields.safeParse(entry.fields)
  if (next.size !== size || !fields.success || !restoreOf(seen, next, { bytes: textOf(entry), inclusion })) return undefined
  const { restored, replaced } = fields.data
  const { sequence, at, actor: { person } } = entry
  return { restored: { sequence, at, person, size: restored.size, replaced: replaced.size }, checkpoint }
}

/** The person has seen that entry and goes on from it: the part of the history that this browser knew is gone for it as well. */
export async function acceptRestored(daemonPublicKey: PublicKey, checkpoint: string): Promise<void> {
  const kept = await readWitness()
  if (kept?.daemonPublicKey === daemonPublicKey) await keepWitness({ ...kept, checkpoint })
}

/** Attempts at a proof while the record grows under it. */
const attempts = 3

/**
 * Whether an entry is in the record, exactly as it is shown: its leaf is computed here from what it says, and the proof has to lead to a
 * root under the checkpoint kept here, which is brought up to date first.
 */
export async function proveEntry(post: Post, daemonPublicKey: PublicKey, sequence: number): Promise<boolean> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const { entry, size, inclusion } = await post('/v1/audit/entry', { sequence })
    if (entry.sequence !== sequence || leafOf(entry) !== entry.leaf) return false
    const checkpoint = await catchUp(post, daemonPublicKey)
    if (checkpoint === null) return false
    if (checkpoint.size === size) return included(checkpoint, sequence, entry.leaf, inclusion)
  }
  return false
}

/** The RFC 9162 leaf hash of an entry, over its canonical bytes as the record holds them (`daemon/store/record.ts`). */
export function leafOf(entry: AuditEntry): string {
  return bytesToHex(new Merkle(sha256).leaf(toBytes(textOf(entry))))
}

const textOf = ({ leaf: _, ...entry }: AuditEntry): string => canonical({ format: 'countersign/entry/1', ...entry } as Json)
