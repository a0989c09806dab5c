import fs from 'node:fs'
import path from 'node:path'
import { type Audit, AuditLog } from './audit.ts'
import { type Copy, backUp, exportRecord } from './copy.ts'
import type { Database } from './database.ts'
import { StoreError } from './error.ts'
import { explainSystem } from './explain.ts'
import type { Files } from './files.ts'
import { secureFile, secureFolder } from './folder.ts'
import { loadAuditKey } from './key.ts'
import { type Lock, acquireLock } from './lock.ts'
import { migrate } from './migrations.ts'
import { openDatabase } from './open.ts'
import { loadSqlite } from './sqlite.ts'
import { clearUnfinished } from './swap.ts'

/** The one durable file of the daemon. */
export interface Store {
  database: Database
  audit: Audit
  /** Absolute path of the database file. */
  path: string
  /** A restore ended before its backup was in place: this is the store from before it. What was left of it has been cleared away. */
  unfinishedRestore: boolean
  /** See `copy.ts`: everything, or the record alone, as a file that is not there yet. */
  backUp(target: string): Promise<Copy>
  exportRecord(target: string): Promise<Copy>
  close(): void
}

export interface StoreOptions {
  /** Where the fault harness puts its own file operations; the daemon leaves it out. */
  files?: Files
  /** The clock of the entries; the system's, unless a test sets another. */
  now?: () => Date
}

/**
 * Opens the store in `folder`, making both on the first call. The process owns it from here to `close()`.
 * Throws StoreError: its message and hint are for the person, its code for the program. Whatever is refused is left as it was.
 */
export async function openStore(folder: string, options: StoreOptions = {}): Promise<Store> {
  const home = secureFolder(folder)
  return openLocked(home, await acquireLock(home), options)
}

/** The same where the caller has the lock already; whether it fails or is closed later, the lock is released with it. */
export async function openLocked(home: string, lock: Lock, options: StoreOptions = {}): Promise<Store> {
  try {
    const file = path.join(home, 'countersign.db')
    const keyFile = path.join(home, 'audit.key')
    const unfinishedRestore = clearUnfinished(file)
    for (const each of [file, `${file}-journal`, keyFile]) secureFile(each)
    refuseVanished(file, keyFile)
    const database = openDatabase(await loadSqlite(), file, options.files)
    try {
      migrate(database)
      const audit = new AuditLog(database, loadAuditKey(home, database), options.now)
      const source = { database, audit, path: file }
      return {
        ...source, unfinishedRestore,
        backUp: (target) => backUp(source, target),
        exportRecord: (target) => exportRecord(source, target),
        close() {
          database.close()
          lock.release()
        },
      }
    } catch (error) {
      database.close()
      throw error
    }
  } catch (error) {
    lock.release()
    throw explainSystem(error, home)
  }
}

/** The key is written after the file: a key alone means that the record was taken away, and a new one must not take its place unseen. */
function refuseVanished(file: string, keyFile: string): void {
  if (!fs.existsSync(keyFile) || (fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0) return
  throw new StoreError(
    'store-missing',
    `The store ${file} is gone or empty, but the key of its record is still here; nothing was changed.`,
    `Put a backup in its place; or, to begin a new record, move ${keyFile} away.`,
  )
}
