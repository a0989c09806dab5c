import { CountersignError } from '../../shared/errors.ts'
import { advance, included, openCheckpoint } from '../../shared/witness.ts'
import type { AnswerOf, Status } from '../../shared/wire.ts'
import type { Client } from '../../shared/client.ts'
import type { PublicKey } from '../../shared/pairing.ts'
import { keepWitness, readWitness, type Witnessed } from './keeping.ts'

type Post = Client['post']

/**
 * The second witness of the audit. Before anything is believed that a new checkpoint covers, the daemon has to prove that it continues the
 * last one seen here. Throws `history-changed` or `checkpoint-invalid`; what was seen before is then kept as it is.
 */
export async function witness(post: Post, audit: Status['audit'], daemonPublicKey: PublicKey): Promise<Witnessed> {
  const before = await readWitness()
  if (before === null || before.daemonPublicKey !== daemonPublicKey) {
    // The first checkpoint of this daemon: nothing to compare it with. From here on its key is pinned.
    await openCheckpoint(audit.checkpoint, audit.publicKey)
    const first = { daemonPublicKey, auditKey: audit.publicKey, checkpoint: audit.checkpoint }
    await keepWitness(first)
    return first
  }
  if (audit.publicKey !== before.auditKey) {
    throw new CountersignError(
      'history-changed',
      'The record is signed with another key than the one that this browser saw before, so it is not the same record.',
      'Look at it with `countersign audit verify` before going on.',
    )
  }
  if (audit.checkpoint === before.checkpoint) return before
  const seen = await openCheckpoint(before.checkpoint, before.auditKey)
  const next = await askForProof(post, seen.size)
  await advance(before.checkpoint, next.checkpoint, before.auditKey, next.consistency)
  const after = { ...before, checkpoint: next.checkpoint }
  await keepWitness(after)
  return after
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

/** Whether an entry is in the record under the checkpoint kept here, by a proof that is checked here. */
export async function proveEntry(post: Post, daemonPublicKey: string, sequence: number): Promise<boolean> {
  const { entry, inclusion } = await post('/v1/audit/entry', { sequence })
  const kept = await readWitness()
  if (kept === null || kept.daemonPublicKey !== daemonPublicKey || entry.sequence !== sequence) return false
  return included(await openCheckpoint(kept.checkpoint, kept.auditKey), sequence, entry.leaf, inclusion)
}
