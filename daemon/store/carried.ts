import type { Database } from './database.ts'
import { StoreError } from './error.ts'
import { openDatabase } from './open.ts'
import { loadSqlite } from './sqlite.ts'

/** What does not go back with a backup. */
export interface Carried {
  /** Devices that were revoked since. */
  readonly revoked: readonly { readonly id: string, readonly at: string }[]
  /** The last number that was given, by table: plans, runs, turns. */
  readonly numbers: Readonly<Record<string, number>>
}

/**
 * Reads from the store that a backup replaces what has to outlive it: a revoked device stays revoked, and no number of a plan or a run is
 * given twice, since providers know them as tags of what was done, and people as names. Undefined where it can't be read any more.
 */
export async function readCarried(replaced: string): Promise<Carried | undefined> {
  let database: (Database & { close(): void }) | undefined
  try {
    database = openDatabase(await loadSqlite(), replaced)
    return {
      revoked: database.all<{ id: string, at: string }>('SELECT id, revoked_at AS at FROM devices WHERE revoked_at IS NOT NULL ORDER BY id'),
      numbers: Object.fromEntries(database.all<{ name: string, seq: number }>('SELECT name, seq FROM sqlite_sequence').map(({ name, seq }) => [name, seq])),
    }
  } catch (error) {
    // a store that is damaged is why backups are put back
    if (error instanceof StoreError) return undefined
    throw error
  } finally {
    database?.close()
  }
}

/** Writes it into the restored store; the ids of the devices that are revoked by it. In the caller's transaction. */
export function carryOver(database: Database, { revoked, numbers }: Carried): string[] {
  const again = revoked.filter(({ id }) => database.get('SELECT 1 AS held FROM devices WHERE id = ? AND revoked_at IS NULL', [id]) !== undefined)
  for (const { id, at } of again) database.run('UPDATE devices SET revoked_at = ? WHERE id = ?', [at, id])
  for (const [table, last] of Object.entries(numbers)) {
    const known = database.get<{ seq: number }>('SELECT seq FROM sqlite_sequence WHERE name = ?', [table])
    if (known === undefined) database.run('INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)', [table, last])
    else if (known.seq < last) database.run('UPDATE sqlite_sequence SET seq = ? WHERE name = ?', [last, table])
  }
  return again.map(({ id }) => id)
}
