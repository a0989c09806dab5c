import fs from 'node:fs'
import { createRequire } from 'node:module'

/** SQLite's C functions as the stock build of sql.js exports them, under their own names. */
export interface SqliteFunctions {
  _malloc(bytes: number): number
  _free(address: number): void
  /** Registers a function with a WebAssembly signature (`i` 32 bits, `j` 64 bits) and returns its index in the table. */
  addFunction(work: (...parameters: never[]) => number, signature: string): number
  _sqlite3_open(name: number, out: number): number
  _sqlite3_close_v2(database: number): number
  _sqlite3_errmsg(database: number): number
  _sqlite3_changes(database: number): number
  _sqlite3_exec(database: number, sql: number, callback: number, context: number, message: number): number
  _sqlite3_prepare_v2(database: number, sql: number, length: number, out: number, tail: number): number
  _sqlite3_bind_blob(statement: number, index: number, address: number, length: number, destructor: number): number
  _sqlite3_bind_text(statement: number, index: number, address: number, length: number, destructor: number): number
  _sqlite3_bind_int(statement: number, index: number, value: number): number
  _sqlite3_bind_double(statement: number, index: number, value: number): number
  _sqlite3_clear_bindings(statement: number): number
  _sqlite3_step(statement: number): number
  _sqlite3_reset(statement: number): number
  _sqlite3_finalize(statement: number): number
  _sqlite3_column_count(statement: number): number
  _sqlite3_column_name(statement: number, column: number): number
  _sqlite3_column_type(statement: number, column: number): number
  _sqlite3_column_double(statement: number, column: number): number
  _sqlite3_column_text(statement: number, column: number): number
  _sqlite3_column_blob(statement: number, column: number): number
  _sqlite3_column_bytes(statement: number, column: number): number
}

type InitSqlJs = (options: Record<string, unknown>) => Promise<SqliteFunctions>

/** One instance of stock sql.js: its functions, its memory, and its table of functions, which sql.js itself doesn't hand out. */
export class Machine {
  readonly functions: SqliteFunctions
  readonly table: WebAssembly.Table
  readonly #memory: WebAssembly.Memory
  #bytes = new Uint8Array()
  #view = new DataView(new ArrayBuffer(0))
  #scratch = 0
  #scratchBytes = 0

  constructor(functions: SqliteFunctions, memory: WebAssembly.Memory, table: WebAssembly.Table) {
    this.functions = functions
    this.table = table
    this.#memory = memory
  }

  /** The memory as bytes. Ask again after every call into SQLite: growing detaches the old view. */
  get bytes(): Uint8Array {
    if (this.#bytes.buffer !== this.#memory.buffer) {
      this.#bytes = new Uint8Array(this.#memory.buffer)
      this.#view = new DataView(this.#memory.buffer)
    }
    return this.#bytes
  }

  get view(): DataView {
    void this.bytes
    return this.#view
  }

  getWord(address: number): number {
    return this.view.getUint32(address, true)
  }

  putWord(address: number, value: number): void {
    this.view.setUint32(address, value, true)
  }

  /** Reads UTF-8 up to `length` bytes, or up to the closing NUL. */
  text(address: number, length?: number): string {
    if (address === 0) return ''
    const bytes = this.bytes
    const end = length === undefined ? bytes.indexOf(0, address) : address + length
    return Buffer.from(bytes.buffer, address, end - address).toString()
  }

  /** Copies bytes and a closing NUL into a scratch area, which the next call overwrites. */
  place(content: Uint8Array): number {
    if (content.length >= this.#scratchBytes) {
      if (this.#scratch !== 0) this.functions._free(this.#scratch)
      this.#scratchBytes = Math.max(4096, 2 * (content.length + 1))
      this.#scratch = this.functions._malloc(this.#scratchBytes)
      if (this.#scratch === 0) {
        this.#scratchBytes = 0
        throw new RangeError('SQLite is out of memory')
      }
    }
    const bytes = this.bytes
    bytes.set(content, this.#scratch)
    bytes[this.#scratch + content.length] = 0
    return this.#scratch
  }

  placeText(text: string): number {
    return this.place(Buffer.from(text))
  }
}

/** Loads a private instance of sql.js. */
export async function startMachine(): Promise<Machine> {
  const require = createRequire(import.meta.url)
  const script = require.resolve('sql.js')
  // initSqlJs() is a singleton per loaded module that ignores later options: take a private copy, so that our hook is really used.
  const shared = require.cache[script]
  delete require.cache[script]
  const initSqlJs = require(script) as InitSqlJs
  if (shared === undefined) delete require.cache[script]
  else require.cache[script] = shared
  const code = fs.readFileSync(require.resolve('sql.js/dist/sql-wasm.wasm'))
  let exports: WebAssembly.Exports | undefined
  const functions = await initSqlJs({
    instantiateWasm(imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) {
      void WebAssembly.instantiate(code, imports).then(({ instance }) => {
        exports = instance.exports
        done(instance)
      })
      return {}
    },
  })
  // Their exported names are minified and change with every build; their types don't.
  const found = Object.values(exports ?? {})
  const memory = found.find((one) => one instanceof WebAssembly.Memory)
  const table = found.find((one) => one instanceof WebAssembly.Table)
  if (memory === undefined || table === undefined) throw new Error('sql.js started without handing over its memory')
  return new Machine(functions, memory, table)
}
