import fs from 'node:fs'
import { FileDatabase } from './database.ts'
import { StoreError } from './error.ts'
import { explain } from './explain.ts'
import { type Files, realFiles } from './files.ts'
import { type Connection, type Sqlite, SqliteError } from './sqlite.ts'

/**
 * PERSIST ends a transaction by clearing the journal's header: as durable as deleting it, without the folder's fsync.
 * FULL syncs the journal before the file is touched, and the file before the journal is ended. A large journal is cut back afterwards.
 * `trusted_schema` off: a schema that somebody wrote into the file may not call functions with side effects.
 */
const SETTINGS = `
  PRAGMA synchronous = FULL;
  PRAGMA journal_size_limit = 4194304;
  PRAGMA foreign_keys = ON;
  PRAGMA trusted_schema = OFF;
  PRAGMA cell_size_check = ON;
  PRAGMA secure_delete = FAST;
  PRAGMA temp_store = MEMORY;
  PRAGMA cache_size = -8000;
`

/**
 * Opens the database file (absolute; made when absent) and plays back a journal that a crash left.
 * Throws StoreError; a file that isn't a whole database is left as it is.
 */
export function openDatabase(sqlite: Sqlite, file: string, files: Files = realFiles): FileDatabase {
  let connection: Connection | undefined
  try {
    connection = sqlite.open(file, { files })
    connection.execute('SELECT count(*) FROM sqlite_schema')
    refuseShortened(file, files)
    connection.execute(SETTINGS)
    const mode = connection.prepare('PRAGMA journal_mode = PERSIST')
    const [row] = mode.rows([], 1)
    mode.finalize()
    if (row?.['journal_mode'] !== 'persist') throw new Error('SQLite refused the journal mode')
    return new FileDatabase(connection)
  } catch (error) {
    connection?.close()
    throw error instanceof SqliteError ? explain(error) : error
  }
}

/** SQLite notices a file that lost its end only when it reads there, which may be after it has written: look before. */
function refuseShortened(file: string, files: Files): void {
  const header = Buffer.alloc(100)
  const descriptor = files.open(file, fs.constants.O_RDONLY, 0o600)
  try {
    if (files.read(descriptor, header, 0, 100, 0) < 100) return // new and still empty
    const pageSize = header.readUInt16BE(16) === 1 ? 65536 : header.readUInt16BE(16)
    const pages = header.readUInt32BE(28)
    const size = files.size(descriptor)
    if (size >= pages * pageSize) return
    throw new StoreError(
      'store-corrupt',
      `The store lost its end (${size} of ${pages * pageSize} bytes are there); the file was left as it is.`,
      'Keep a copy of it, then restore a backup, or look at it with `countersign audit verify FILE`.',
    )
  } finally {
    files.close(descriptor)
  }
}
