import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FileDatabase } from './database.ts'
import { openDatabase } from './open.ts'
import { loadSqlite } from './sqlite.ts'

const sqlite = await loadSqlite()
let folder: string
let file: string
let database: FileDatabase

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'store-'))
  file = path.join(folder, 'a.db')
  database = openDatabase(sqlite, file)
  database.run('CREATE TABLE a (id INTEGER PRIMARY KEY, value)')
})
afterEach(() => {
  database.close()
  fs.rmSync(folder, { recursive: true })
})

const values = () => database.all<{ value: unknown }>('SELECT value FROM a ORDER BY id').map(({ value }) => value)
const add = (value: string | number | bigint | Uint8Array | null) => database.run('INSERT INTO a (value) VALUES (?)', [value])

describe('a database on a real file', () => {
  it('gives every value back as it was put in', () => {
    const all = ['', 'ünï\0cödé 🖋', 0, -0.5, 2 ** 31, -(2 ** 53) + 1, 1e300, new Uint8Array([0, 255, 0]), new Uint8Array(70_000).fill(7), null]
    for (const value of all) add(value)
    expect(values()).toEqual(all)
  })

  it('keeps an integer past 2^53 exactly', () => {
    database.run('CREATE TABLE b (large INTEGER)')
    database.run('INSERT INTO b VALUES (?)', [9_007_199_254_740_993n])
    expect(database.get('SELECT large, typeof(large) AS type FROM b')).toEqual({ large: 9_007_199_254_740_993n, type: 'integer' })
  })

  it('has on the disk what a returned transaction wrote', () => {
    database.transaction(() => {
      add('one')
      add('two')
    })
    const copy = path.join(folder, 'copy.db')
    fs.copyFileSync(file, copy)
    const other = openDatabase(sqlite, copy)
    expect(other.all('SELECT value FROM a')).toEqual([{ value: 'one' }, { value: 'two' }])
    other.close()
  })

  it('takes back what a throwing transaction wrote', () => {
    const attempt = () =>
      database.transaction(() => {
        add('gone')
        throw new Error('no')
      })
    expect(attempt).toThrow('no')
    add('kept')
    expect(values()).toEqual(['kept'])
  })

  it('takes back only the inner transaction when the outer one catches', () => {
    database.transaction(() => {
      add('outer')
      expect(() =>
        database.transaction(() => {
          add('inner')
          throw new Error('no')
        }),
      ).toThrow('no')
      database.transaction(() => add('second'))
    })
    expect(values()).toEqual(['outer', 'second'])
  })

  it('refuses a transaction that awaits, and keeps nothing of it', () => {
    const attempt = () =>
      database.transaction(async () => {
        add('gone')
        await Promise.resolve()
      })
    expect(attempt).toThrow(/must not await/)
    expect(values()).toEqual([])
  })

  it('sees a column that was added after the same statement was used', () => {
    add('one')
    const all = () => database.all('SELECT * FROM a')
    expect(all()).toEqual([{ id: 1, value: 'one' }])
    database.run('ALTER TABLE a ADD COLUMN more DEFAULT 2')
    expect(all()).toEqual([{ id: 1, value: 'one', more: 2 }])
  })

  it('names a constraint and goes on', () => {
    add('one')
    expect(() => database.run('INSERT INTO a (id, value) VALUES (1, ?)', ['secret'])).toThrow(expect.objectContaining({ code: 'store-constraint' }))
    expect(() => database.run('INSERT INTO a (id, value) VALUES (1, ?)', ['secret'])).not.toThrow(/secret/)
    add('two')
    expect(values()).toEqual(['one', 'two'])
  })

  it('answers a second open of the same file with a refusal', () => {
    expect(() => openDatabase(sqlite, file)).toThrow(/already open/)
  })

  it('does nothing after it was closed', () => {
    database.close()
    expect(() => add('late')).toThrow(expect.objectContaining({ code: 'store-closed' }))
  })
})
