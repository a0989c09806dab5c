import fs from 'node:fs'
import path from 'node:path'
import type { SinkLine } from '../../shared/sink.ts'
import type { Audit } from './audit.ts'
import type { Database } from './database.ts'
import { explainSystem } from './explain.ts'
import { realFiles } from './files.ts'

/** Where the record goes besides the store. Another machine makes the better witness. */
export interface Sink {
  /** Which it is, for good: what it was sent is remembered under this name. */
  readonly name: string
  /** Takes a batch for good, or throws, and then is sent it again. May be sent a batch twice: a crash may come before the confirmation. */
  deliver(lines: readonly SinkLine[]): Promise<void>
}

/** Entries in a batch. */
const BATCH = 500

/**
 * Sends a sink what it has not confirmed yet, batch by batch, and returns how many entries that were. Run one at a time for each sink.
 * Throws what the sink throws; what it confirmed before that stays confirmed.
 */
export async function deliver(database: Database, audit: Audit, sink: Sink): Promise<number> {
  const begun = delivered(database, sink)
  for (let from = begun; ; ) {
    const [row] = database.all<{ offered: number }>('SELECT offered FROM audit_sinks WHERE name = ?', [sink.name])
    // A batch that was offered and not confirmed may have arrived: what is sent again is the same to the byte.
    const size = row !== undefined && row.offered > from ? row.offered : Math.min(audit.size, from + BATCH)
    if (size === from) return from - begun
    remember(database, sink, from, size)
    await sink.deliver(batch(audit, from, size))
    remember(database, sink, size, size)
    from = size
  }
}

function remember(database: Database, { name }: Sink, confirmed: number, offered: number): void {
  database.run('INSERT OR REPLACE INTO audit_sinks (name, delivered, offered) VALUES (?, ?, ?)', [name, confirmed, offered])
}

/** How many entries a sink has confirmed. */
export function delivered(database: Database, { name }: Pick<Sink, 'name'>): number {
  return database.get<{ delivered: number }>('SELECT delivered FROM audit_sinks WHERE name = ?', [name])?.delivered ?? 0
}

/** The entries behind the first `from`, up to `size`, with their proofs. */
function batch(audit: Audit, from: number, size: number): SinkLine[] {
  const { checkpoint, root } = audit.checkpoint(size)
  const entries = Array.from({ length: size - from }, (_, index): SinkLine => {
    const sequence = from + index
    const { text, leaf } = audit.bytes(sequence)
    return { type: 'entry', sequence, entry: text, leaf, size, inclusion: audit.inclusionProof(sequence, size) }
  })
  return [...entries, { type: 'checkpoint', from, size, root, checkpoint, consistency: audit.consistencyProof(from, size) }]
}

/** A sink that appends JSON lines to a file, 0600: on another disk or a mounted share it outlives the store. */
export function fileSink(file: string): Sink {
  const whole = path.resolve(file)
  return {
    name: `file:${whole}`,
    deliver(lines) {
      try {
        const created = !fs.existsSync(whole)
        const descriptor = fs.openSync(whole, 'a+', 0o600)
        try {
          cutUnfinished(descriptor)
          fs.writeFileSync(descriptor, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
          fs.fsyncSync(descriptor)
        } finally {
          fs.closeSync(descriptor)
        }
        if (created) realFiles.syncFolder(path.dirname(whole))
        return Promise.resolve()
      } catch (error) {
        return Promise.reject(explainSystem(error, whole) as Error)
      }
    },
  }
}

/** A full disk or a crash leaves part of a batch, which was not confirmed and is sent again: the file goes back to its last checkpoint. */
function cutUnfinished(descriptor: number): void {
  const { size } = fs.fstatSync(descriptor)
  // Longer than any checkpoint line; only a batch that was cut off makes it look further back.
  for (let window = 16_384; ; window *= 8) {
    const start = Math.max(0, size - window)
    const tail = Buffer.alloc(size - start)
    fs.readSync(descriptor, tail, 0, tail.length, start)
    const lines = tail.subarray(0, tail.lastIndexOf('\n') + 1)
    const last = lines.lastIndexOf('{"type":"checkpoint"')
    if (last < 0 && start > 0) continue
    const keep = last < 0 ? 0 : start + lines.indexOf('\n', last) + 1
    if (keep < size) fs.ftruncateSync(descriptor, keep)
    return
  }
}
