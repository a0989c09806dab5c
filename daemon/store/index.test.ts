import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Files, realFiles } from './files.ts'
import { type Store, openStore } from './index.ts'
import { migrate } from './migrations.ts'
import { migrations } from './migrations/index.ts'
import { openDatabase } from './open.ts'
import { loadSqlite } from './sqlite.ts'

let parent: string
let home: string
const opened: Store[] = []

async function open(options?: { files?: Files }): Promise<Store> {
  const store = await openStore(home, options)
  opened.push(store)
  return store
}

beforeEach(() => {
  parent = fs.mkdtempSync(path.join(os.tmpdir(), 'store-'))
  home = path.join(parent, 'home')
})
afterEach(() => {
  for (const store of opened.splice(0)) store.close()
  fs.rmSync(parent, { recursive: true })
})

const mode = (file: string) => (fs.statSync(file).mode & 0o777).toString(8)
const refusal = (code: string) => expect.objectContaining({ code, message: expect.stringMatching(/^[^\n]+[.]$/), hint: expect.stringMatching(/./) })

describe('opening the store', () => {
  it('makes a folder that only its owner enters and a file that only its owner reads', async () => {
    const store = await open()
    store.database.run('CREATE TABLE a (b)')
    expect(mode(home)).toBe('700')
    for (const name of fs.readdirSync(home)) expect([name, mode(path.join(home, name))]).toEqual([name, '600'])
  })

  it('closes a folder and a file that were left open to others', async () => {
    ;(await open()).close()
    opened.pop()
    fs.chmodSync(home, 0o755)
    fs.chmodSync(path.join(home, 'countersign.db'), 0o644)
    await open()
    expect([mode(home), mode(path.join(home, 'countersign.db'))]).toEqual(['700', '600'])
  })

  it('refuses a folder that others share, and leaves its mode', async () => {
    fs.mkdirSync(home)
    fs.chmodSync(home, 0o1777)
    await expect(open()).rejects.toEqual(refusal('store-permissions'))
    expect((fs.statSync(home).mode & 0o7777).toString(8)).toBe('1777')
  })

  it('refuses a second owner and says which process is the first', async () => {
    await open()
    await expect(openStore(home)).rejects.toEqual(refusal('store-locked'))
    await expect(openStore(home)).rejects.toThrow(/This process/)
  })

  it('keeps what is in a file of another program', async () => {
    fs.mkdirSync(home)
    const file = path.join(home, 'countersign.db')
    fs.writeFileSync(file, 'a letter to grandmother, longer than the header of a database would be, and of no use to it at all')
    const before = fs.readFileSync(file)
    await expect(open()).rejects.toEqual(refusal('store-foreign'))
    expect(fs.readFileSync(file)).toEqual(before)
  })

  it('keeps the database of another program', async () => {
    fs.mkdirSync(home)
    const file = path.join(home, 'countersign.db')
    const other = openDatabase(await loadSqlite(), file)
    other.run('CREATE TABLE recipes (name)')
    other.close()
    const before = fs.readFileSync(file)
    await expect(open()).rejects.toEqual(refusal('store-foreign'))
    expect(fs.readFileSync(file)).toEqual(before)
  })

  it('refuses a store of a newer version and leaves it as it is', async () => {
    const store = await open()
    store.database.run("INSERT INTO schema_migrations VALUES (9999, 'future', '2100-01-01')")
    store.close()
    opened.pop()
    const before = fs.readFileSync(store.path)
    await expect(open()).rejects.toEqual(refusal('store-newer'))
    expect(fs.readFileSync(store.path)).toEqual(before)
  })

  it('keeps a file that lost its end', async () => {
    const store = await open()
    store.close()
    opened.pop()
    fs.truncateSync(store.path, 8192)
    const before = fs.readFileSync(store.path)
    await expect(open()).rejects.toEqual(refusal('store-corrupt'))
    expect(fs.readFileSync(store.path)).toEqual(before)
  })

  it('keeps a file whose first page is damaged', async () => {
    const store = await open()
    store.close()
    opened.pop()
    const bytes = fs.readFileSync(store.path)
    bytes.fill(0xa5, 100, 2000)
    fs.writeFileSync(store.path, bytes)
    await expect(open()).rejects.toEqual(refusal('store-corrupt'))
    expect(fs.readFileSync(store.path)).toEqual(bytes)
  })

  it('refuses a file that can only be read', async () => {
    const store = await open()
    store.close()
    opened.pop()
    fs.chmodSync(store.path, 0o400)
    await expect(open()).rejects.toEqual(refusal('store-read-only'))
  })

  it('refuses a disk that can only be read', async () => {
    const files: Files = {
      ...realFiles,
      open() {
        throw Object.assign(new Error('EROFS: read-only file system'), { code: 'EROFS' })
      },
    }
    await expect(open({ files })).rejects.toEqual(refusal('store-read-only'))
  })

  it('follows no link in the place of the file', async () => {
    fs.mkdirSync(home, { mode: 0o700 })
    fs.writeFileSync(path.join(parent, 'elsewhere'), '')
    fs.symlinkSync(path.join(parent, 'elsewhere'), path.join(home, 'countersign.db'))
    await expect(open()).rejects.toEqual(refusal('store-permissions'))
    expect(fs.readFileSync(path.join(parent, 'elsewhere'), 'utf8')).toBe('')
  })
})

describe('migrations', () => {
  it('run once each, in the order of their numbers, and leave nothing of one that fails', async () => {
    fs.mkdirSync(home)
    const database = openDatabase(await loadSqlite(), path.join(home, 'a.db'))
    const later = [{ version: 8001, name: 'more', sql: 'ALTER TABLE added ADD COLUMN c' }, { version: 8000, name: 'added', sql: 'CREATE TABLE added (b)' }]
    migrate(database, [...migrations, ...later])
    migrate(database, [...migrations, ...later])
    const broken = { version: 8002, name: 'broken', sql: 'CREATE TABLE half (a); CREATE TABLE half (a)' }
    expect(() => migrate(database, [...migrations, ...later, broken])).toThrow(/half/)
    expect(database.all("SELECT name FROM sqlite_schema WHERE name IN ('added', 'half')")).toEqual([{ name: 'added' }])
    database.close()
  })

  it('refuse two with one number', async () => {
    fs.mkdirSync(home)
    const database = openDatabase(await loadSqlite(), path.join(home, 'a.db'))
    expect(() => migrate(database, [...migrations, ...migrations])).toThrow(/two migrations/)
    database.close()
  })
})
