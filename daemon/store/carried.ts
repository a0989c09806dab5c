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
  /** The mode of each target that has one of its own. */
  readonly modes: Readonly<Record<string, string>>
  /** How many wrong codes were typed, and since when approving is closed by them. */
  readonly wrong: { readonly codes: number, readonly closed: string | null }
}

/**
 * Reads from the store that a backup replaces what has to outlive it: a revoked device stays revoked, and no number of a plan or a run is
 * given twice, since providers know them as tags of what was done, and people as names. A restore is no plan that raises a mode, and no
 * operator who opens approving. Undefined where it can't be read any more.
 */
export async function readCarried(replaced: string): Promise<Carried | undefined> {
  let database: (Database & { close(): void }) | undefined
  try {
    database = openDatabase(await loadSqlite(), replaced)
    return {
      revoked: database.all<{ id: string, at: string }>('SELECT id, revoked_at AS at FROM devices WHERE revoked_at IS NOT NULL ORDER BY id'),
      modes: Object.fromEntries(database.all<{ target: string, mode: string }>('SELECT target, mode FROM modes').map(({ target, mode }) => [target, mode])),
      wrong: database.get<Carried['wrong']>('SELECT wrong_codes AS codes, closed_at AS closed FROM approving') ?? { codes: 0, closed: null },
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

/** What a restored store is told by `carryOver`, for the record. */
export interface CarriedOver {
  /** Ids of the devices that it revoked. */
  readonly revoked: readonly string[]
  /** Targets whose mode was another one in the meantime: read-only until a plan raises it. */
  readonly closed: readonly string[]
}

/** Writes it into the restored store, in the caller's transaction. @param at the moment of the restore, ISO 8601 */
export function carryOver(database: Database, { revoked, numbers, modes, wrong }: Carried, at: string): CarriedOver {
  const again = revoked.filter(({ id }) => database.get('SELECT 1 AS held FROM devices WHERE id = ? AND revoked_at IS NULL', [id]) !== undefined)
  for (const each of again) database.run('UPDATE devices SET revoked_at = ? WHERE id = ?', [each.at, each.id])
  database.run('UPDATE approving SET wrong_codes = max(wrong_codes, ?), closed_at = coalesce(closed_at, ?)', [wrong.codes, wrong.closed])
  for (const [table, last] of Object.entries(numbers)) {
    const known = database.get<{ seq: number }>('SELECT seq FROM sqlite_sequence WHERE name = ?', [table])
    if (known === undefined) database.run('INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)', [table, last])
    else if (known.seq < last) database.run('UPDATE sqlite_sequence SET seq = ? WHERE name = ?', [last, table])
  }
  return { revoked: again.map(({ id }) => id), closed: closeModes(database, modes, at) }
}

/** Which of two modes allows less is not this room's to say; read-only allows nothing. */
function closeModes(database: Database, modes: Carried['modes'], at: string): string[] {
  const own = new Map(database.all<{ target: string, mode: string }>('SELECT target, mode FROM modes').map(({ target, mode }) => [target, mode]))
  const closed = [...new Set([...own.keys(), ...Object.keys(modes)])].filter((target) => own.get(target) !== modes[target]).sort()
  for (const target of closed) {
    database.run(
      `INSERT INTO modes (target, mode, changed_at, person) VALUES (?, 'read-only', ?, 'countersign')
       ON CONFLICT (target) DO UPDATE SET mode = excluded.mode, changed_at = excluded.changed_at, person = excluded.person`, [target, at])
  }
  return closed
}
