import { StoreError } from './error.ts'
import { explain } from './explain.ts'
import { type Connection, SqliteError, type Value } from './sqlite.ts'
import { Statements } from './statements.ts'

export type { Value } from './sqlite.ts'

/** SQL on the one file. Every method is synchronous, and what has returned from the outermost `transaction` is on the disk. */
export interface Database {
  /** One statement, its rows dropped. Outside of a transaction it is one of its own. */
  run(sql: string, parameters?: readonly Value[]): void
  /** The first row, or undefined. `Row` is what the caller knows of its own SQL. */
  get<Row>(sql: string, parameters?: readonly Value[]): Row | undefined
  all<Row>(sql: string, parameters?: readonly Value[]): Row[]
  /**
   * BEGIN IMMEDIATE … COMMIT; inside another one a savepoint. Whatever `work` throws takes its changes back and is thrown on.
   * Throws StoreError `store-full` or `store-io` when nothing was kept, and `store-unsure` when the disk doesn't let it be known.
   */
  transaction<Result>(work: () => Result): Result
  close(): void
}

/** The `Database` on a `Connection`. */
export class FileDatabase implements Database {
  readonly #connection: Connection
  readonly #statements: Statements
  readonly #beforeCommit: (() => void)[] = []
  #depth = 0
  #begun = 0
  /** SQLite's change counter as the last transaction left it. */
  #lastWritten: number | undefined
  /** Why the open transaction can't be committed any more: SQLite may have rolled it back by itself. */
  #doomed: StoreError | undefined
  /** Why nothing is done any more at all. */
  #stopped: StoreError | undefined

  constructor(connection: Connection) {
    this.#connection = connection
    this.#statements = new Statements(connection)
  }

  /** How many have begun: whoever reads the file while time passes sees here whether it was written meanwhile. */
  get transactions(): number {
    return this.#begun
  }

  get inTransaction(): boolean {
    return this.#depth > 0
  }

  /** Runs in every outermost transaction just before its COMMIT; what it throws rolls back. */
  beforeCommit(work: () => void): void {
    this.#beforeCommit.push(work)
  }

  run(sql: string, parameters: readonly Value[] = []): void {
    this.#rows(sql, parameters, 0)
  }

  get<Row>(sql: string, parameters: readonly Value[] = []): Row | undefined {
    return this.#rows(sql, parameters, 1)[0] as Row | undefined
  }

  all<Row>(sql: string, parameters: readonly Value[] = []): Row[] {
    return this.#rows(sql, parameters, Infinity) as Row[]
  }

  transaction<Result>(work: () => Result): Result {
    this.#refuseIfStopped()
    return this.#depth === 0 ? this.#outermost(work) : this.#nested(work)
  }

  close(): void {
    if (this.#stopped?.code === 'store-closed') return
    this.#statements.forget()
    this.#stopped = new StoreError('store-closed', 'The store is closed; nothing was changed.', 'Start the daemon again.')
    this.#connection.close()
  }

  /** Several statements without parameters, for migrations. */
  script(sql: string): void {
    this.#refuseIfStopped()
    this.#statements.forget()
    this.#control(sql)
  }

  /** BEGIN, SAVEPOINT and the like. */
  #control(sql: string): void {
    try {
      this.#connection.execute(sql)
    } catch (error) {
      throw this.#explained(error)
    }
  }

  #rows(sql: string, parameters: readonly Value[], limit: number): Record<string, Value>[] {
    this.#refuseIfStopped()
    try {
      const statement = this.#statements.of(sql)
      // A change always has BEGIN and COMMIT of its own, so that a COMMIT in doubt is settled for it as well.
      if (this.#depth === 0 && !statement.reads) return this.transaction(() => statement.rows(parameters, limit))
      return statement.rows(parameters, limit)
    } catch (error) {
      throw this.#explained(error)
    }
  }

  #refuseIfStopped(): void {
    if (this.#stopped !== undefined) throw this.#stopped
    if (this.#doomed !== undefined) throw this.#doomed
  }

  #outermost<Result>(work: () => Result): Result {
    this.#control('BEGIN IMMEDIATE')
    this.#begun += 1
    this.#depth = 1
    const before = this.#changeCounter()
    let value: Result
    try {
      this.#refuseForeignWrite(before)
      value = complete(work)
      for (const last of this.#beforeCommit) last()
      this.#refuseIfStopped()
    } catch (error) {
      this.#rollBack()
      throw error
    } finally {
      this.#depth = 0
      this.#doomed = undefined
    }
    try {
      this.#connection.execute('COMMIT')
    } catch (error) {
      this.#settle(before, error)
    }
    this.#lastWritten = this.#changeCounter()
    return value
  }

  /** Without locks SQLite can't keep another program out. What that wrote between two transactions can be seen, and is not built upon. */
  #refuseForeignWrite(counter: number): void {
    if (counter === (this.#lastWritten ??= counter)) return
    this.#stopped = new StoreError(
      'store-tampered',
      'Another program wrote to the store while the daemon has it; nothing more is written.',
      'Stop that program, look at the record with `countersign audit verify FILE`, and start the daemon again.',
    )
    throw this.#stopped
  }

  #nested<Result>(work: () => Result): Result {
    const name = `nested_${this.#depth}`
    this.#control(`SAVEPOINT ${name}`)
    this.#depth += 1
    try {
      const value = complete(work)
      this.#control(`RELEASE ${name}`)
      return value
    } catch (error) {
      // When the whole transaction is doomed there is no savepoint to go back to: the outermost one rolls back.
      if (this.#doomed === undefined && this.#stopped === undefined) this.#control(`ROLLBACK TO ${name}; RELEASE ${name}`)
      throw error
    } finally {
      this.#depth -= 1
    }
  }

  /** Leaves no transaction open. SQLite may have rolled back by itself after an I/O error, so that there is none to roll back. */
  #rollBack(): void {
    try {
      this.#connection.execute('ROLLBACK')
    } catch (error) {
      if (error instanceof SqliteError && error.message.includes('no transaction is active')) return
      this.#readBack(error)
    }
  }

  /** A read makes SQLite play back the journal of what failed. If even that fails, what the file holds is not known. */
  #readBack(cause: unknown): void {
    try {
      this.#connection.execute('SELECT count(*) FROM sqlite_schema')
    } catch {
      this.#stop(cause)
    }
  }

  #stop(cause: unknown): never {
    this.#stopped = new StoreError(
      'store-unsure',
      'The disk failed while the store was written, and what it holds now can not be read back; nothing more is written.',
      'Check the disk and start the daemon again: it then finds out what was kept.',
      cause,
    )
    throw this.#stopped
  }

  /**
   * A COMMIT threw: find out whether it took place. The journal decides: it is played back by the next read unless it was already
   * ended, and ending it is the commit. Where it was ended but that was not confirmed as durable, one more write that is confirmed
   * makes it so: a failed fsync drops dirty pages, so that asking for it again alone would prove nothing (https://lwn.net/Articles/752063/).
   */
  #settle(before: number, cause: unknown): void {
    this.#rollBack()
    this.#readBack(cause)
    if (this.#changeCounter() === before) throw this.#explained(cause)
    try {
      const version = this.#connection.prepare('PRAGMA user_version')
      const current = Number(version.rows([], 1)[0]?.['user_version'])
      version.finalize()
      this.#connection.execute(`PRAGMA user_version = ${current}`)
    } catch (error) {
      this.#stop(error)
    }
  }

  #changeCounter(): number {
    try {
      return this.#connection.sqlite.vfs.changeCounter(this.#connection.file)
    } catch (error) {
      this.#stop(error)
    }
  }

  /** Turns SQLite's result code into the store's own error, and dooms the open transaction where SQLite may have ended it. */
  #explained(error: unknown): unknown {
    if (!(error instanceof SqliteError)) return error
    const explained = explain(error)
    // https://www.sqlite.org/lang_transaction.html#response_to_errors_within_a_transaction
    if (this.#depth > 0 && explained.code !== 'store-constraint' && explained.code !== 'store-statement') this.#doomed ??= explained
    return explained
  }
}

/** A transaction that awaits would let another request in before COMMIT: refuse it. */
function complete<Result>(work: () => Result): Result {
  const value = work()
  if (value instanceof Promise) {
    value.catch(() => undefined)
    throw new StoreError('store-statement', 'A transaction must not await; nothing was changed.', 'Await first, then write.')
  }
  return value
}
