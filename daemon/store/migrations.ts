import type { FileDatabase } from './database.ts'
import { StoreError } from './error.ts'
import { type Migration, migrations } from './migrations/index.ts'

/** 'CSGN': says in the file's header whose it is, https://www.sqlite.org/fileformat2.html#application_id */
export const APPLICATION_ID = 0x4353474e

/**
 * Brings the schema up to date, each migration in one transaction with its record, so that a crash leaves a whole older schema.
 * Throws StoreError `store-foreign` for another program's database and `store-newer` for one of a later version; either is left as it is.
 */
export function migrate(database: FileDatabase, steps: readonly Migration[] = migrations): void {
  const header = (pragma: string) => Number(database.get<Record<string, number>>(`PRAGMA ${pragma}`)?.[pragma])
  const tables = Number(database.get<{ count: number }>('SELECT count(*) AS count FROM sqlite_schema')?.count)
  if (header('application_id') !== APPLICATION_ID && (tables > 0 || header('application_id') !== 0)) {
    throw new StoreError('store-foreign', 'The file is a database of another program; it was left as it is.', 'Move it away, or use another folder.')
  }
  if (tables === 0) {
    database.transaction(() => {
      database.run(`PRAGMA application_id = ${APPLICATION_ID}`)
      database.run('CREATE TABLE schema_migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL, at TEXT NOT NULL)')
    })
  }
  const ordered = inOrder(steps)
  const newest = ordered.at(-1)?.version ?? 0
  const applied = new Set(database.all<{ version: number }>('SELECT version FROM schema_migrations').map(({ version }) => version))
  const unknown = [...applied].filter((version) => !ordered.some((step) => step.version === version))
  if (unknown.length > 0) {
    throw new StoreError(
      'store-newer',
      `The store was written by a newer Countersign (schema ${Math.max(...unknown)}, this one knows up to ${newest}); it was left as it is.`,
      'Start the newer version, or use another folder.',
    )
  }
  for (const { version, name, sql } of ordered.filter((step) => !applied.has(step.version))) {
    database.transaction(() => {
      database.script(sql)
      database.run('INSERT INTO schema_migrations (version, name, at) VALUES (?, ?, ?)', [version, name, new Date().toISOString()])
    })
  }
}

/** By number, each number once: two rooms that took the same one must not pass unseen. */
function inOrder(steps: readonly Migration[]): Migration[] {
  const ordered = steps.toSorted((one, other) => one.version - other.version)
  const twice = ordered.find((step, index) => ordered[index + 1]?.version === step.version)
  if (twice !== undefined) throw new Error(`two migrations have the number ${twice.version}`)
  return ordered
}
