import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Database, Tier } from './resource.ts'
import { Refusal } from './refusal.ts'

/** The room that a tier has, in bytes. SQLite itself enforces it (`max_page_count`), so a full database really is full. */
export const room: Record<Tier, number> = { small: 4 << 20, medium: 64 << 20, large: 1 << 30 }

const pageSize = 4096
// sqlite3.h: the primary result code of a database that reached its limit
const sqliteFull = 13

export type DatabaseFacts = { rows: number, bytes: number, room: number }

/** The SQLite files of all databases, named by the resource's uid so that a replacement never meets its predecessor's file. */
export class Databases {
  #folder: string
  #open = new Map<string, DatabaseSync>()

  constructor(folder: string) {
    this.#folder = join(folder, 'databases')
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
  }

  /** Opens or creates the file and gives it the tier's room. The encoding can only be chosen before the first table exists. */
  fit(database: Database, tier: Tier = database.spec.tier): void {
    const open = this.#open.get(database.uid) ?? this.#create(database)
    const pages = Number(open.prepare('PRAGMA page_count').get()?.['page_count'] ?? 0)
    if (pages * pageSize > room[tier]) {
      throw new Refusal('too-small', `Database ${database.spec.name} holds ${pages * pageSize} bytes, more than the ${room[tier]} of tier ${tier}; nothing was changed.`, 'Choose a larger tier.')
    }
    open.exec(`PRAGMA max_page_count = ${room[tier] / pageSize}`)
  }

  /** Adds rows of sample orders in one transaction: all of them or none. */
  fill(database: Database, count: number): void {
    const open = this.#get(database)
    open.exec('BEGIN')
    try {
      const first = this.facts(database).rows + 1
      const insert = open.prepare('INSERT INTO orders (customer, item, pence) VALUES (?, ?, ?)')
      for (let row = first; row < first + count; row++) insert.run(`customer ${row % 997}`, `item ${row % 113}`, 100 + (row * 7919) % 9900)
      open.exec('COMMIT')
    } catch (error) {
      if (open.isTransaction) open.exec('ROLLBACK')
      if (error instanceof Error && 'errcode' in error && error.errcode === sqliteFull) {
        throw new Refusal('full', `Database ${database.spec.name} has no room for ${count} more rows; none was added.`, 'Choose a larger tier first.')
      }
      throw error
    }
  }

  facts(database: Database): DatabaseFacts {
    const open = this.#get(database)
    return {
      rows: Number(open.prepare('SELECT count(*) AS n FROM orders').get()?.['n'] ?? 0),
      bytes: statSync(this.#file(database.uid)).size,
      room: room[database.spec.tier],
    }
  }

  remove(uid: string): void {
    this.#open.get(uid)?.close()
    this.#open.delete(uid)
    for (const tail of ['', '-journal']) rmSync(this.#file(uid) + tail, { force: true })
  }

  /** Removes files that no resource owns: what a crash between the state's write and the file's removal leaves. */
  sweep(owned: readonly string[]): void {
    for (const file of readdirSync(this.#folder)) {
      const uid = file.slice(0, 16)
      if (!owned.includes(uid)) this.remove(uid)
    }
  }

  close(): void {
    for (const open of this.#open.values()) open.close()
    this.#open.clear()
  }

  #file(uid: string) {
    return join(this.#folder, `${uid}.sqlite`)
  }

  #get(database: Database): DatabaseSync {
    return this.#open.get(database.uid) ?? this.#create(database)
  }

  #create(database: Database): DatabaseSync {
    const open = new DatabaseSync(this.#file(database.uid))
    open.exec(`PRAGMA encoding = '${database.spec.encoding === 'UTF-8' ? 'UTF-8' : 'UTF-16le'}'; PRAGMA page_size = ${pageSize}; PRAGMA synchronous = FULL`)
    open.exec('CREATE TABLE IF NOT EXISTS orders (number INTEGER PRIMARY KEY, customer TEXT NOT NULL, item TEXT NOT NULL, pence INTEGER NOT NULL)')
    this.#open.set(database.uid, open)
    return open
  }
}
