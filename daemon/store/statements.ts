import type { Connection, Statement } from './sqlite.ts'

/** More than the daemon's rooms have; only SQL that is put together from parts could reach it. */
const LIMIT = 256

/** The prepared statements of a connection, by their text: preparing costs more than running most of them. */
export class Statements {
  readonly #connection: Connection
  readonly #prepared = new Map<string, Statement>()

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** Throws SqliteError for SQL that can't be prepared. */
  of(sql: string): Statement {
    const known = this.#prepared.get(sql)
    const statement = known ?? this.#connection.prepare(sql)
    // The columns of a prepared statement may be others once the schema has changed.
    if (statement.defines) this.forget(statement)
    if (known !== undefined) return known
    for (const [oldest, unused] of this.#prepared) {
      if (this.#prepared.size < LIMIT) break
      unused.finalize()
      this.#prepared.delete(oldest)
    }
    this.#prepared.set(sql, statement)
    return statement
  }

  forget(except?: Statement): void {
    for (const [sql, statement] of this.#prepared) {
      if (statement === except) continue
      statement.finalize()
      this.#prepared.delete(sql)
    }
  }
}
