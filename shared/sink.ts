import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { z } from 'zod'
import { CountersignError } from './errors.ts'
import { Merkle } from './merkle.ts'
import { advance, included, openCheckpoint } from './witness.ts'

/**
 * What leaves the daemon for a sink (a file, a table, a webhook): the entries themselves, each with a proof that it is in the tree of the
 * checkpoint that ends its batch, and that checkpoint with a proof that it continues the one before. Whoever keeps these lines can check
 * them with nothing but the record's public key, and is a witness against the daemon from then on.
 */
const Hash = z.string().regex(/^[0-9a-f]{64}$/)
const Count = z.number().int().nonnegative()

export const SinkLine = z.discriminatedUnion('type', [
  /** `entry` is the canonical text whose UTF-8 is the leaf: it is not parsed and written again, as the hash is over these very bytes. */
  z.object({ type: z.literal('entry'), sequence: Count, entry: z.string(), leaf: Hash, size: Count, inclusion: z.array(Hash) }),
  z.object({ type: z.literal('checkpoint'), from: Count, size: Count, root: Hash, checkpoint: z.string(), consistency: z.array(Hash) }),
])
export type SinkLine = z.infer<typeof SinkLine>

/** What was received and is proven: so many entries, and the checkpoint to keep. */
export interface Received {
  readonly size: number
  readonly checkpoint: string | undefined
}

const merkle = new Merkle(sha256)

/**
 * Checks lines in the order in which they were received; a batch that came twice is checked twice and does no harm.
 * @param vkey the record's public key, as `audit.pub` holds it
 * Throws CountersignError `sink-invalid` that names the line, and what `advance` throws where the record changed between two batches.
 */
export async function checkReceived(lines: AsyncIterable<string> | Iterable<string>, vkey: string): Promise<Received> {
  let kept: { size: number; checkpoint: string } | undefined
  let waiting: Extract<SinkLine, { type: 'entry' }>[] = []
  let number = 0
  for await (const text of lines) {
    number += 1
    const line = readLine(text, number)
    if (line.type === 'entry') {
      if (bytesToHex(merkle.leaf(new TextEncoder().encode(line.entry))) !== line.leaf) throw invalid(number, 'is not the entry that its hash is of')
      waiting.push(line)
      continue
    }
    const checkpoint = await openCheckpoint(line.checkpoint, vkey)
    if (checkpoint.size !== line.size) throw invalid(number, 'states another size than its checkpoint')
    const expected = kept?.size ?? 0
    const again = line.size <= expected
    // Nothing may be left out between two batches.
    const follows = again || (line.from === expected && waiting.length === line.size - line.from)
    if (!follows) throw invalid(number, `does not follow the first ${expected} entries`)
    for (const [index, { sequence, leaf, inclusion }] of waiting.entries()) {
      if (sequence !== line.from + index || !included(checkpoint, sequence, leaf, inclusion)) throw invalid(number, `does not hold the entry ${sequence}`)
    }
    if (!again && kept !== undefined) await advance(kept.checkpoint, line.checkpoint, vkey, line.consistency)
    if (!again) kept = { size: line.size, checkpoint: line.checkpoint }
    waiting = []
  }
  return { size: kept?.size ?? 0, checkpoint: kept?.checkpoint }
}

function readLine(text: string, number: number): SinkLine {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw invalid(number, 'is not JSON')
  }
  const parsed = SinkLine.safeParse(value)
  if (!parsed.success) throw invalid(number, 'is not what a record sends')
  return parsed.data
}

function invalid(line: number, what: string): CountersignError {
  return new CountersignError('sink-invalid', `Line ${line} ${what}: what follows it was not accepted.`, 'Compare it with `countersign audit`.')
}
