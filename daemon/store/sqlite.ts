import { type Files, realFiles } from './files.ts'
import { type Machine, startMachine } from './machine.ts'
import { FileVfs } from './vfs.ts'

/** What a cell holds. A `bigint` is bound as text, which a column of INTEGER affinity stores as an integer. */
export type Value = string | number | bigint | Uint8Array | null

/** Primary result codes, https://www.sqlite.org/rescode.html */
export const result = {
  noMemory: 7,
  readOnly: 8,
  io: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  constraint: 19,
  misuse: 21,
  foreign: 26,
  row: 100,
  done: 101,
} as const

const INTEGER = 1
const FLOAT = 2
const TEXT = 3
const BLOB = 4
/** SQLite copies what is bound before the call returns, https://www.sqlite.org/c3ref/c_static.html */
const TRANSIENT = -1

/** SQLite refused: its primary result code and its own words; `cause` is what the operating system said, where it said something. */
export class SqliteError extends Error {
  override readonly name = 'SqliteError'
  readonly result: number

  constructor(code: number, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.result = code
  }
}

/** One sql.js machine with its file system. Holds any number of connections, each to another file. */
export class Sqlite {
  readonly machine: Machine
  readonly vfs: FileVfs
  /** A word for out-parameters. */
  readonly #out: number

  constructor(machine: Machine) {
    this.machine = machine
    this.#out = machine.functions._malloc(8)
    // `struct sqlite3` begins with the address of its VFS, and any database will do to find it.
    const probe = this.#openAt(':memory:')
    this.vfs = new FileVfs(machine, machine.getWord(probe.address))
    machine.functions._sqlite3_close_v2(probe.address)
  }

  #openAt(name: string): { code: number; address: number } {
    const code = this.machine.functions._sqlite3_open(this.machine.placeText(name), this.#out)
    return { code, address: this.machine.getWord(this.#out) }
  }

  /** Opens or creates a real file by its absolute path. The caller owns it alone: no other process, no other connection. */
  open(file: string, options: { files?: Files; readOnly?: boolean } = {}): Connection {
    this.vfs.mount(file, options.files ?? realFiles, options.readOnly ?? false)
    this.vfs.lastError = undefined
    const { code, address } = this.#openAt(file)
    if (code === 0) return new Connection(this, address, file)
    if (address !== 0) this.machine.functions._sqlite3_close_v2(address)
    this.vfs.unmount(file)
    throw new SqliteError(code, 'unable to open database file', this.vfs.lastError)
  }

  /** Prepares exactly one statement. */
  prepare(connection: number, sql: string, fail: (code: number) => SqliteError): number {
    const { functions } = this.machine
    const code = functions._sqlite3_prepare_v2(connection, this.machine.placeText(sql), -1, this.#out, 0)
    const statement = this.machine.getWord(this.#out)
    if (code !== 0) throw fail(code)
    if (statement === 0) throw new SqliteError(result.misuse, 'there is no statement in this text')
    return statement
  }
}

/** A connection to one file: raw SQL, no transactions of its own, no caching. `database.ts` is what rooms use. */
export class Connection {
  readonly sqlite: Sqlite
  readonly file: string
  readonly #address: number

  constructor(sqlite: Sqlite, address: number, file: string) {
    this.sqlite = sqlite
    this.#address = address
    this.file = file
  }

  /** Runs any number of statements without parameters and drops their rows. */
  execute(sql: string): void {
    const { machine, vfs } = this.sqlite
    vfs.lastError = undefined
    const code = machine.functions._sqlite3_exec(this.#address, machine.placeText(sql), 0, 0, 0)
    if (code !== 0) throw this.failure(code)
  }

  prepare(sql: string): Statement {
    this.sqlite.vfs.lastError = undefined
    return new Statement(this, this.sqlite.prepare(this.#address, sql, (code) => this.failure(code)), sql)
  }

  /** Rows changed by the last INSERT, UPDATE or DELETE. */
  get changes(): number {
    return this.sqlite.machine.functions._sqlite3_changes(this.#address)
  }

  failure(code: number): SqliteError {
    const { machine, vfs } = this.sqlite
    return new SqliteError(code & 0xff, machine.text(machine.functions._sqlite3_errmsg(this.#address)), vfs.lastError)
  }

  /** Every statement has to be finalised before. */
  close(): void {
    this.sqlite.machine.functions._sqlite3_close_v2(this.#address)
    this.sqlite.vfs.unmount(this.file)
  }
}

/** A prepared statement, run to its end each time, so that none is ever left half-way with a lock in hand. */
export class Statement {
  /** Begins like a statement that changes nothing. */
  readonly reads: boolean
  /** Begins like a statement that changes the schema. */
  readonly defines: boolean
  readonly #connection: Connection
  readonly #machine: Machine
  readonly #address: number
  /** Asked for once: `database.ts` forgets its statements when the schema changes. */
  #names: string[] | undefined

  constructor(connection: Connection, address: number, sql: string) {
    this.defines = /^\s*(CREATE|ALTER|DROP)\b/i.test(sql)
    this.reads = /^\s*(SELECT|VALUES|PRAGMA|EXPLAIN)\b/i.test(sql)
    this.#connection = connection
    this.#machine = connection.sqlite.machine
    this.#address = address
  }

  /** Binds, steps up to `limit` rows, resets. Rows are objects by column name; integers past 2^53 come as `bigint`. */
  rows(parameters: readonly Value[], limit: number): Record<string, Value>[] {
    const { functions } = this.#machine
    this.#connection.sqlite.vfs.lastError = undefined
    const rows: Record<string, Value>[] = []
    try {
      parameters.forEach((value, index) => this.#bind(index + 1, value))
      for (;;) {
        const code = functions._sqlite3_step(this.#address)
        if (code === result.done) return rows
        if (code !== result.row) throw this.#connection.failure(code)
        if (limit === 0) return rows
        const row: Record<string, Value> = {}
        for (const [column, name] of (this.#names ??= this.#columnNames()).entries()) row[name] = this.#cell(column)
        rows.push(row)
        if (rows.length === limit) return rows
      }
    } finally {
      functions._sqlite3_reset(this.#address)
      functions._sqlite3_clear_bindings(this.#address)
    }
  }

  finalize(): void {
    this.#machine.functions._sqlite3_finalize(this.#address)
  }

  #columnNames(): string[] {
    const { functions } = this.#machine
    return Array.from({ length: functions._sqlite3_column_count(this.#address) }, (_, column) =>
      this.#machine.text(functions._sqlite3_column_name(this.#address, column)),
    )
  }

  #bind(index: number, value: Value): void {
    const code = this.#bindValue(index, value)
    if (code !== 0) throw this.#connection.failure(code)
  }

  #bindValue(index: number, value: Value): number {
    const { functions } = this.#machine
    if (value === null) return functions._sqlite3_bind_blob(this.#address, index, 0, 0, 0)
    if (typeof value === 'number') {
      return value === (value | 0) && !Object.is(value, -0)
        ? functions._sqlite3_bind_int(this.#address, index, value)
        : functions._sqlite3_bind_double(this.#address, index, value)
    }
    if (value instanceof Uint8Array) {
      return functions._sqlite3_bind_blob(this.#address, index, this.#machine.place(value), value.length, TRANSIENT)
    }
    const text = Buffer.from(String(value))
    return functions._sqlite3_bind_text(this.#address, index, this.#machine.place(text), text.length, TRANSIENT)
  }

  #cell(column: number): Value {
    const { functions } = this.#machine
    switch (functions._sqlite3_column_type(this.#address, column)) {
      case INTEGER: {
        const number = functions._sqlite3_column_double(this.#address, column)
        return Number.isSafeInteger(number) ? number : BigInt(this.#text(column))
      }
      case FLOAT:
        return functions._sqlite3_column_double(this.#address, column)
      case TEXT:
        return this.#text(column)
      case BLOB: {
        const address = functions._sqlite3_column_blob(this.#address, column)
        return this.#machine.bytes.slice(address, address + functions._sqlite3_column_bytes(this.#address, column))
      }
      default:
        return null
    }
  }

  #text(column: number): string {
    const { functions } = this.#machine
    const address = functions._sqlite3_column_text(this.#address, column)
    return this.#machine.text(address, functions._sqlite3_column_bytes(this.#address, column))
  }
}

let shared: Promise<Sqlite> | undefined

/** The process's SQLite: one machine (16 MB) for however many files. */
export function loadSqlite(): Promise<Sqlite> {
  return (shared ??= startMachine().then((machine) => new Sqlite(machine)))
}
