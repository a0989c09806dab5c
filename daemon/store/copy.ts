import fs from 'node:fs'
import path from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { Audit, SignedCheckpoint } from './audit.ts'
import type { FileDatabase } from './database.ts'
import { StoreError } from './error.ts'
import { explainSystem } from './explain.ts'
import { realFiles } from './files.ts'
import { migrate } from './migrations.ts'
import { audit as auditSchema } from './migrations/0001-audit.ts'
import { openDatabase } from './open.ts'
import { BLOCK } from './record.ts'
import { loadSqlite } from './sqlite.ts'

/** What a copy holds of the record: keep the checkpoint elsewhere, and it is a witness. */
export interface Copy extends SignedCheckpoint {
  /** Absolute path. */
  file: string
}

interface Source {
  database: FileDatabase
  audit: Audit
  path: string
}

/** Entries that are copied before others get their turn. */
const CHUNK = 1000

/**
 * A consistent copy of the whole store, while the daemon goes on. It is durable when this resolves, and only its owner can read it.
 * A program that opens the live file itself can destroy it, as SQLite's locks are off: this is how to get at the content.
 * Throws StoreError `store-exists`, `store-full`, `store-io`, …; then there is no file.
 */
export async function backUp({ database, audit, path: source }: Source, target: string): Promise<Copy> {
  return intoPlace(target, async (file) => {
    for (let attempt = 0; ; attempt += 1) {
      const before = database.transactions
      // The last time with everything else waiting: a store that is written all the time has to be copied as well.
      if (attempt < 3) await fs.promises.copyFile(source, file, fs.constants.COPYFILE_FICLONE)
      else fs.copyFileSync(source, file, fs.constants.COPYFILE_FICLONE)
      fs.chmodSync(file, 0o600)
      if (database.transactions === before) return audit.checkpoint()
    }
  })
}

/**
 * The record alone, as a file that `verify` takes: for an auditor, who needs neither conversations nor devices. It ends where it was asked.
 * Throws as `backUp` does.
 */
export async function exportRecord({ database, audit }: Source, target: string): Promise<Copy> {
  return intoPlace(target, async (file) => {
    const checkpoint = audit.checkpoint()
    const { size } = checkpoint
    const last = database.all<CheckpointRow>('SELECT * FROM audit_checkpoints WHERE size = ?', [size])
    const copy = openDatabase(await loadSqlite(), file)
    try {
      migrate(copy, [auditSchema])
      for (const { origin, public_key: publicKey } of database.all<LogRow>('SELECT origin, public_key FROM audit_log')) {
        copy.run('INSERT INTO audit_log (one, origin, public_key) VALUES (1, ?, ?)', [origin, publicKey])
      }
      for (let next = 0; next < size; next += CHUNK) {
        const select = 'SELECT sequence, hashes, entry FROM audit_entries WHERE sequence >= ? AND sequence < ? ORDER BY sequence'
        const rows = database.all<EntryRow>(select, [next, Math.min(size, next + CHUNK)])
        copy.transaction(() => {
          for (const { sequence, hashes, entry } of rows) {
            copy.run('INSERT INTO audit_entries (sequence, hashes, entry) VALUES (?, ?, ?)', [sequence, hashes, entry])
          }
        })
        await setImmediate()
      }
      const blocks = database.all<CheckpointRow>(`SELECT * FROM audit_checkpoints WHERE size < ? AND size % ${BLOCK} = 0`, [size])
      copy.transaction(() => {
        for (const row of [...blocks, ...last]) {
          const values = [row.block, row.size, row.root, row.signature]
          copy.run('INSERT INTO audit_checkpoints (block, size, root, signature) VALUES (?, ?, ?, ?)', values)
        }
      })
      return checkpoint
    } finally {
      copy.close()
      fs.rmSync(`${file}-journal`, { force: true })
    }
  })
}

interface LogRow {
  origin: string
  public_key: Uint8Array
}
interface EntryRow {
  sequence: number
  hashes: Uint8Array
  entry: string
}
interface CheckpointRow {
  block: number
  size: number
  root: Uint8Array
  signature: Uint8Array
}

/** Makes a file under another name and gives it its own when it is whole and on the disk; never over one that is there. */
async function intoPlace(target: string, make: (file: string) => Promise<SignedCheckpoint>): Promise<Copy> {
  const file = path.resolve(target)
  const partial = `${file}.${process.pid}.partial`
  try {
    if (fs.lstatSync(file, { throwIfNoEntry: false }) !== undefined) { // also a link that leads nowhere
      throw new StoreError('store-exists', `${file} is there already, and was left as it is.`, 'Choose another name, or remove it first.')
    }
    fs.closeSync(fs.openSync(partial, 'wx', 0o600))
    const checkpoint = await make(partial)
    const descriptor = fs.openSync(partial, 'r+')
    fs.fsyncSync(descriptor)
    fs.closeSync(descriptor)
    fs.linkSync(partial, file) // unlike a rename, it never replaces what came there meanwhile
    fs.rmSync(partial)
    realFiles.syncFolder(path.dirname(file))
    return { ...checkpoint, file }
  } catch (error) {
    fs.rmSync(partial, { force: true })
    throw explainSystem(error, file)
  }
}
