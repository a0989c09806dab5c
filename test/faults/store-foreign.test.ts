import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { StoreError, type Store, openStore, verify } from '../../daemon/store/index.ts'

const actor = { person: 'Ada', device: 'd1', via: 'sidebar' }
let folder: string
let store: Store

beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'foreign-'))
  store = await openStore(path.join(folder, 'home'))
  add(300)
})
afterEach(() => {
  store.close()
  fs.rmSync(folder, { recursive: true })
})

function add(count: number): void {
  store.database.transaction(() => {
    for (let n = 0; n < count; n += 1) store.audit.append({ kind: 'test.entry', actor, fields: { n } })
  })
}

/** Another program with SQLite's own file system, as the sqlite3 shell is one: Node's. */
async function foreign(program: string, mayFail = false): Promise<void> {
  const script = `const { DatabaseSync } = require('node:sqlite'); const db = new DatabaseSync(${JSON.stringify(store.path)}); ${program}`
  const child = spawn(process.execPath, ['--no-warnings', '--experimental-sqlite', '-e', script], { stdio: ['ignore', 'ignore', 'pipe'] })
  let complaint = ''
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()))
  const [status] = (await once(child, 'exit')) as [number | null]
  if (status !== 0 && !mayFail) throw new Error(complaint)
}

describe('another program that opens the live file', () => {
  it('may look at it while nothing is written', async () => {
    await foreign("db.prepare('SELECT count(*) FROM audit_entries').get()")
    add(3)
    store.close()
    expect(await verify(store.path)).toMatchObject({ ok: true, size: 303 })
  })

  it('is noticed when it has written, and nothing more is built on that', async () => {
    await foreign("db.exec('CREATE TABLE mine (a)')")
    expect(() => add(1)).toThrow(expect.objectContaining({ code: 'store-tampered' }))
    expect(() => add(1)).toThrow(expect.objectContaining({ code: 'store-tampered' }))
    store.close()
    store = await openStore(path.join(folder, 'home'))
    expect(store.audit.size).toBe(300)
  })

  it('is noticed when it wrote to the record, also after a new start', async () => {
    await foreign("db.exec('DELETE FROM audit_entries WHERE sequence = 299')")
    expect(() => add(1)).toThrow(expect.objectContaining({ code: 'store-tampered' }))
    store.close()
    await expect(openStore(path.join(folder, 'home'))).rejects.toMatchObject({ code: 'store-tampered' })
    expect(await verify(store.path)).toMatchObject({ ok: false, size: 299 })
  })

  it('can destroy it by writing at the same time, but not unseen, and a copy from before stays whole', async () => {
    const copy = await store.exportRecord(path.join(folder, 'record.db'))
    const program = `
      db.exec('CREATE TABLE IF NOT EXISTS mine (a)')
      for (let n = 0; n < 200; n += 1) db.prepare('INSERT INTO mine VALUES (zeroblob(3000))').run()`
    let going = true
    let refused: unknown
    let acknowledged = store.audit.checkpoint()
    // What it wrote is overwritten in turn, its new table included.
    const fight = foreign(program, true).then(() => {
      going = false
    })
    while (going && refused === undefined) {
      try {
        add(2)
        acknowledged = store.audit.checkpoint()
      } catch (error) {
        refused = error
      }
      await new Promise(setImmediate)
    }
    await fight
    const { publicKey } = store.audit
    store.close()
    // Which of the two destroys the other's pages is chance. The daemon notices, or the verification with the newest checkpoint does, as
    // a witness keeps it: what neither finds fault with holds everything that was acknowledged.
    const seen = await verify(store.path, { publicKey, witness: acknowledged.checkpoint })
    if (refused !== undefined) expect(refused).toBeInstanceOf(StoreError)
    else if (seen.ok) expect(seen.size).toBe(acknowledged.size)
    else expect(seen.problem?.what).toMatch(/./)
    expect(await verify(copy.file, { publicKey, witness: copy.checkpoint })).toMatchObject({ ok: true, size: 300, agreed: 300 })
  })
})
