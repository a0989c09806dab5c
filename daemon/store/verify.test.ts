import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Merkle } from '../../shared/merkle.ts'
import { AuditLog } from './audit.ts'
import type { FileDatabase } from './database.ts'
import { type Store, openStore } from './index.ts'
import { loadAuditKey, sha256 } from './key.ts'
import { migrate } from './migrations.ts'
import { openDatabase } from './open.ts'
import { loadSqlite } from './sqlite.ts'
import { type Verdict, verify } from './verify.ts'

const sqlite = await loadSqlite()
const actor = { person: 'Ada', device: 'd1', via: 'sidebar' }
const now = () => new Date('2026-01-02T03:04:05.678Z')
const merkle = new Merkle(sha256)

let folder: string
/** A record of 300 entries, signed at 256 and 300, and what a witness kept of it at 100, 256 and 300. */
let original: string
let notes: string[]
let file: string
let trials = 0

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'verify-'))
  const store = await openStore(path.join(folder, 'home'), { now })
  notes = [100, 156, 44].map((count) => grow(store, count))
  store.close()
  original = store.path
})
afterAll(() => fs.rmSync(folder, { recursive: true }))
beforeEach(() => {
  file = path.join(folder, 'home', `copy-${(trials += 1)}.db`)
  fs.copyFileSync(original, file)
})

function grow(store: Pick<Store, 'database' | 'audit'>, count: number): string {
  store.database.transaction(() => {
    for (let n = 0; n < count; n += 1) store.audit.append({ kind: 'step.intent', actor, plan: 'p1', fields: { target: `shop/${n}` } })
  })
  return store.audit.checkpoint().checkpoint
}

/** Changes the copy as any program that speaks SQLite can. */
function change(work: (database: FileDatabase) => void): void {
  const database = openDatabase(sqlite, file)
  database.transaction(() => work(database))
  database.close()
}

interface Row {
  sequence: number
  hashes: Uint8Array
  entry: string
}
const read = (database: FileDatabase, sequence: number) =>
  database.get<Row>('SELECT sequence, hashes, entry FROM audit_entries WHERE sequence = ?', [sequence])!
const write = (database: FileDatabase, { sequence, hashes, entry }: Row) =>
  database.run('INSERT OR REPLACE INTO audit_entries (sequence, hashes, entry) VALUES (?, ?, ?)', [sequence, hashes, entry])
/** Everything that a forger without the key can put right behind a changed entry: leaf hashes and every node above them. */
function rehash(database: FileDatabase): void {
  const rows = database.all<Row>('SELECT sequence, hashes, entry FROM audit_entries ORDER BY sequence')
  const done: Uint8Array[][] = []
  for (const row of rows) {
    const leaf = merkle.leaf(Buffer.from(row.entry))
    done.push(merkle.completed(leaf, row.sequence, (level, index) => done[(index + 1) * 2 ** level - 1]![level]!))
    write(database, { ...row, hashes: Buffer.concat(done.at(-1)!) })
  }
}
const flipped = (bytes: Uint8Array, at: number): Uint8Array => bytes.with(at, bytes[at]! ^ 1)
const forged = (entry: string) => entry.replace('shop/', 'bank/')

const bad = (sequence: number): Partial<Verdict> => ({ ok: false, problem: expect.objectContaining({ sequence }) as Verdict['problem'] })

describe('a record that nobody touched', () => {
  it('verifies, alone and before every witness', async () => {
    const whole = await verify(file)
    expect(whole).toEqual({ ok: true, size: 300, root: expect.stringMatching(/^[0-9a-f]{64}$/), confirmed: 300 })
    expect(await verify(file, { witness: notes.join('\n') })).toEqual({ ...whole, agreed: 300 })
    expect(await verify(file, { witness: notes[0] })).toEqual({ ...whole, agreed: 100 })
  })

  it('verifies when it is empty', async () => {
    const store = await openStore(path.join(folder, 'empty'))
    store.close()
    expect(await verify(store.path)).toMatchObject({ ok: true, size: 0 })
  })

  it('verifies when its daemon died in the middle of a transaction and left a journal', async () => {
    const expected = await verify(file)
    const database = openDatabase(sqlite, file)
    database.transaction(() => {
      // More than the cache holds goes to the file before the commit.
      for (let n = 0; n < 100; n += 1) database.run('UPDATE audit_entries SET hashes = zeroblob(90000) WHERE sequence = ?', [n * 3])
      fs.copyFileSync(file, `${file}.crashed`)
      fs.copyFileSync(`${file}-journal`, `${file}.crashed-journal`)
    })
    database.close()
    const before = fs.readFileSync(`${file}.crashed`)
    expect(await verify(`${file}.crashed`)).toEqual(expected)
    expect(fs.readFileSync(`${file}.crashed`)).toEqual(before)
    expect(before.equals(fs.readFileSync(original))).toBe(false)
  })

  it('is not written to', async () => {
    const before = fs.readFileSync(file)
    await verify(file)
    expect(fs.readFileSync(file)).toEqual(before)
  })
})

describe('the file alone shows', () => {
  it('a changed entry', async () => {
    change((database) => write(database, { ...read(database, 41), entry: forged(read(database, 41).entry) }))
    expect(await verify(file)).toMatchObject({ ...bad(41), size: 41 })
  })

  it('a changed leaf hash', async () => {
    change((database) => write(database, { ...read(database, 41), hashes: flipped(read(database, 41).hashes, 3) }))
    expect(await verify(file)).toMatchObject(bad(41))
  })

  it('a changed hash of a node above the leaves', async () => {
    change((database) => write(database, { ...read(database, 43), hashes: flipped(read(database, 43).hashes, 70) }))
    expect(await verify(file)).toMatchObject({ ...bad(40), problem: { through: 43 } })
  })

  it('an entry changed together with its leaf hash', async () => {
    change((database) => {
      const { hashes, entry } = read(database, 40)
      const leaf = merkle.leaf(Buffer.from(forged(entry)))
      write(database, { sequence: 40, entry: forged(entry), hashes: Buffer.concat([leaf, hashes.subarray(32)]) })
    })
    expect(await verify(file)).toMatchObject({ ...bad(40), problem: { through: 41 } })
  })

  it('an entry changed together with the whole tree over it, down to the block that was signed', async () => {
    change((database) => {
      write(database, { ...read(database, 270), entry: forged(read(database, 270).entry) })
      rehash(database)
    })
    expect(await verify(file)).toMatchObject({ ...bad(256), confirmed: 256, problem: { through: 299 } })
  })

  it.each([0, 41, 255, 298])('the entry %i removed', async (sequence) => {
    change((database) => database.run('DELETE FROM audit_entries WHERE sequence = ?', [sequence]))
    expect(await verify(file)).toMatchObject({ ...bad(sequence), size: sequence })
  })

  it('an entry removed and the gap closed', async () => {
    change((database) => {
      database.run('DELETE FROM audit_entries WHERE sequence = 41')
      for (let next = 42; next < 300; next += 1) database.run('UPDATE audit_entries SET sequence = ? WHERE sequence = ?', [next - 1, next])
      rehash(database)
    })
    expect(await verify(file)).toMatchObject(bad(41))
  })

  it('an entry inserted in the middle', async () => {
    change((database) => {
      for (let last = 299; last >= 41; last -= 1) database.run('UPDATE audit_entries SET sequence = ? WHERE sequence = ?', [last + 1, last])
      write(database, { ...read(database, 40), sequence: 41 })
    })
    expect(await verify(file)).toMatchObject(bad(41))
  })

  it('an entry inserted before the first', async () => {
    change((database) => write(database, { ...read(database, 0), sequence: -1 }))
    expect(await verify(file)).toMatchObject(bad(0))
  })

  it('an entry added at the end that nobody signed', async () => {
    change((database) => {
      write(database, { ...read(database, 299), sequence: 300, entry: read(database, 299).entry.replace('"sequence":299', '"sequence":300') })
      rehash(database)
    })
    expect(await verify(file)).toMatchObject({ ...bad(300), confirmed: 300 })
  })

  it('two entries swapped', async () => {
    change((database) => {
      const [one, other] = [read(database, 41), read(database, 42)]
      write(database, { ...one, sequence: 42 })
      write(database, { ...other, sequence: 41 })
    })
    expect(await verify(file)).toMatchObject(bad(41))
  })

  it('the end cut from the entries while a checkpoint still knows of it', async () => {
    change((database) => database.run('DELETE FROM audit_entries WHERE sequence >= 290'))
    expect(await verify(file)).toMatchObject({ ...bad(290), size: 290 })
  })

  it.each(['root', 'signature'])('a flipped byte in the %s of a checkpoint', async (column) => {
    change((database) => {
      const [{ value }] = database.all<{ value: Uint8Array }>(`SELECT ${column} AS value FROM audit_checkpoints WHERE block = 0`) as [{ value: Uint8Array }]
      database.run(`UPDATE audit_checkpoints SET ${column} = ? WHERE block = 0`, [flipped(value, 9)])
    })
    expect(await verify(file)).toMatchObject({ ok: false, problem: { what: expect.stringMatching(/checkpoint of the first 256/) as string } })
  })

  it.each([
    ['a checkpoint removed', 'DELETE FROM audit_checkpoints WHERE block = 0'],
    ['the newest checkpoint removed', 'DELETE FROM audit_checkpoints WHERE block = 1'],
    ['a checkpoint of another size', 'UPDATE audit_checkpoints SET size = 257 WHERE block = 0'],
    ['a checkpoint in another block', 'UPDATE audit_checkpoints SET block = 7 WHERE block = 0'],
    ['a checkpoint copied', 'INSERT INTO audit_checkpoints SELECT 7, size, root, signature FROM audit_checkpoints WHERE block = 0'],
    ['a checkpoint added', 'INSERT INTO audit_checkpoints SELECT 7, 100, root, signature FROM audit_checkpoints WHERE block = 0'],
    ['the name of the record changed', "UPDATE audit_log SET origin = 'countersign.local/other'"],
    ['the key of the record changed', 'UPDATE audit_log SET public_key = zeroblob(32)'],
    ['the table of entries dropped', 'DROP TABLE audit_entries'],
  ])('%s', async (_what, sql) => {
    change((database) => database.run(sql))
    const verdict = await verify(file)
    expect(verdict.ok).toBe(false)
    expect(verdict.problem?.what).toMatch(/^[A-Z].+\.$/)
  })

  it('a file that is no store, a folder, and no file at all', async () => {
    fs.writeFileSync(file, 'nothing of the kind, but longer than the header of a database file would have to be to be looked at')
    expect(await verify(file)).toMatchObject({ ok: false, problem: { what: expect.stringMatching(/not a database/) as string } })
    expect(await verify(folder)).toMatchObject({ ok: false })
    expect(await verify(path.join(folder, 'absent'))).toMatchObject({ ok: false })
  })
})

describe('only a witness shows', () => {
  /** Makes a record in the copy's place that is whole in itself: with its own key or with another. */
  function rewrite(size: number, key: 'the same key' | 'another key'): void {
    const home = fs.mkdtempSync(path.join(folder, 'forger-'))
    const database = openDatabase(sqlite, path.join(home, 'countersign.db'))
    migrate(database)
    if (key === 'the same key') fs.copyFileSync(path.join(folder, 'home', 'audit.key'), path.join(home, 'audit.key'))
    const audit = new AuditLog(database, loadAuditKey(home, database), now)
    grow({ database, audit }, 100)
    audit.append({ kind: 'forged', actor })
    grow({ database, audit }, size - 101)
    database.close()
    file = path.join(home, 'countersign.db')
  }

  it('the end cut, checkpoints and all', async () => {
    change((database) => {
      database.run('DELETE FROM audit_entries WHERE sequence >= 256')
      database.run('DELETE FROM audit_checkpoints WHERE block = 1')
    })
    expect(await verify(file)).toMatchObject({ ok: true, size: 256 })
    expect(await verify(file, { witness: notes[2] })).toMatchObject({ ok: false, agreed: 0 })
    expect(await verify(file, { witness: notes.join('\n') })).toMatchObject({ ...bad(256), agreed: 256 })
  })

  it('an older copy put back', async () => {
    const home = path.join(folder, 'older')
    const store = await openStore(home, { now })
    const seen = [grow(store, 10)]
    store.close()
    fs.copyFileSync(store.path, path.join(folder, 'older.db'))
    const again = await openStore(home, { now })
    seen.push(grow(again, 10))
    again.close()
    fs.copyFileSync(path.join(folder, 'older.db'), again.path)
    expect(await verify(again.path)).toMatchObject({ ok: true, size: 10 })
    expect(await verify(again.path, { witness: seen.join('') })).toMatchObject({ ...bad(10), agreed: 10 })
  })

  it('everything written anew with the same key', async () => {
    rewrite(400, 'the same key')
    expect(await verify(file)).toMatchObject({ ok: true, size: 400 })
    expect(await verify(file, { witness: notes.join('\n') })).toMatchObject({ ...bad(100), agreed: 100 })
    expect(await verify(file, { witness: notes[2] })).toMatchObject({ ok: false, agreed: 0 })
  })

  it('everything written anew with another key', async () => {
    rewrite(300, 'another key')
    expect(await verify(file)).toMatchObject({ ok: true, size: 300 })
    expect(await verify(file, { witness: notes.join('\n') })).toMatchObject({ ok: false, agreed: 100 })
    const publicKey = fs.readFileSync(path.join(folder, 'home', 'audit.pub'), 'utf8')
    expect(await verify(file, { publicKey })).toMatchObject({ ok: false, problem: { what: expect.stringMatching(/another key/) as string } })
  })

  it('nothing, when it is itself not genuine', async () => {
    expect(await verify(file, { witness: notes[0]!.replace('\n100\n', '\n101\n') })).toMatchObject({ ok: false })
    expect(await verify(file, { witness: 'I saw it all' })).toMatchObject({ ok: false })
  })
})

describe('the verifier', () => {
  it('stands on Node and sql.js alone', () => {
    const seen = new Set<string>()
    const packages = new Set<string>()
    const follow = (module: string): void => {
      if (seen.has(module)) return
      seen.add(module)
      const code = fs.readFileSync(module, 'utf8')
      for (const [, name = ''] of code.matchAll(/^(?:import|export) (?!type)[^';=]*from '([^']+)'$/gm)) {
        if (name.startsWith('.')) follow(path.resolve(path.dirname(module), name))
        else if (!name.startsWith('node:')) packages.add(name)
      }
      for (const [, name = ''] of code.matchAll(/require(?:\.resolve)?\('([^'/]+)/g)) packages.add(name)
    }
    follow(path.join(import.meta.dirname, 'verify.ts'))
    expect([...packages]).toEqual(['sql.js'])
    expect([...seen].map((module) => path.basename(module)).toSorted()).toEqual([
      'checkpoint.ts', 'codes.ts', 'files.ts', 'machine.ts', 'merkle.ts', 'record.ts', 'sqlite.ts', 'verification.ts', 'verify.ts', 'vfs.ts',
    ])
  })
})
