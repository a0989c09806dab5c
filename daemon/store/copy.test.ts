import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { advance, openCheckpoint, restoreOf } from '../../shared/witness.ts'
import { type Store, openStore, restore, verify } from './index.ts'

const actor = { person: 'Ada', device: 'd1', via: 'terminal' }
let folder: string
let home: string
let store: Store

beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'copy-'))
  home = path.join(folder, 'home')
  store = await openStore(home)
  store.database.run('CREATE TABLE conversation (text TEXT)')
  store.database.run("INSERT INTO conversation VALUES ('between us')")
  add(600)
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

describe('a backup', () => {
  it('is the whole store, verifies, and is readable by its owner only', async () => {
    const copy = await store.backUp(path.join(folder, 'backup.db'))
    expect(copy).toMatchObject({ ...store.audit.checkpoint(), file: path.join(folder, 'backup.db') })
    expect(await verify(copy.file, { witness: copy.checkpoint })).toMatchObject({ ok: true, size: 600, agreed: 600 })
    expect(fs.readFileSync(copy.file).includes('between us')).toBe(true)
    expect(fs.statSync(copy.file).mode & 0o777).toBe(0o600)
  })

  it('is whole although the store is written while it is made', async () => {
    let going = true
    const writer = (async () => {
      while (going) {
        add(3)
        await new Promise(setImmediate)
      }
    })()
    const copy = await store.backUp(path.join(folder, 'backup.db'))
    going = false
    await writer
    expect(await verify(copy.file)).toMatchObject({ ok: true, size: copy.size })
    expect(copy.size).toBeGreaterThanOrEqual(600)
  })

  it('never takes the place of a file that is there', async () => {
    fs.writeFileSync(path.join(folder, 'backup.db'), 'precious')
    await expect(store.backUp(path.join(folder, 'backup.db'))).rejects.toMatchObject({ code: 'store-exists' })
    expect(fs.readFileSync(path.join(folder, 'backup.db'), 'utf8')).toBe('precious')
    expect(fs.readdirSync(folder).toSorted()).toEqual(['backup.db', 'home'])
  })
})

it('a copy is never written through a link, also one that leads nowhere', async () => {
  fs.symlinkSync(path.join(folder, 'elsewhere.db'), path.join(folder, 'link.db'))
  for (const make of ['backUp', 'exportRecord'] as const) {
    await expect(store[make](path.join(folder, 'link.db'))).rejects.toMatchObject({ code: 'store-exists' })
  }
  expect(fs.readdirSync(folder).toSorted()).toEqual(['home', 'link.db'])
})

describe('the exported record', () => {
  it.each([0, 1, 168])('verifies like the store and holds nothing else (%i entries behind the last full block)', async (more) => {
    add(more === 0 ? 168 : more)
    const copy = await store.exportRecord(path.join(folder, 'record.db'))
    const original = store.audit.checkpoint()
    expect(await verify(copy.file, { witness: original.checkpoint, publicKey: store.audit.publicKey })).toEqual({
      ok: true, size: original.size, root: original.root, confirmed: original.size, agreed: original.size,
    })
    expect(fs.readFileSync(copy.file).includes('between us')).toBe(false)
    expect(fs.readdirSync(folder).toSorted()).toEqual(['home', 'record.db'])
  })

  it('ends where the record was when it was asked for', async () => {
    add(3000)
    const asked = store.audit.checkpoint()
    const exporting = store.exportRecord(path.join(folder, 'record.db'))
    add(300)
    expect((await exporting).size).toBe(asked.size)
    expect(await verify(path.join(folder, 'record.db'))).toMatchObject({ ok: true, size: 3600, root: asked.root })
  })
})

describe('a restored backup', () => {
  const by = { actor, plan: 'p1', digest: 'ab'.repeat(32), fields: { reason: 'the disk died' } }

  it('goes on from where it was made, keeps what it replaced, and says so on the record', async () => {
    const backup = await store.backUp(path.join(folder, 'backup.db'))
    add(7)
    const seen = store.audit.checkpoint()
    store.close()
    const restored = await restore(home, backup.file, by)
    store = restored.store
    expect(restored.sequence).toBe(600)
    expect(store.audit.entry(600)).toMatchObject({
      kind: 'record.restored', ...by,
      fields: {
        why: by.fields,
        restored: { size: 600, root: backup.root },
        replaced: { size: 607, root: seen.root, whole: true },
      },
    })
    expect(await verify(restored.replaced!, { witness: seen.checkpoint })).toMatchObject({ ok: true, size: 607 })
    expect(await verify(store.path)).toMatchObject({ ok: true, size: 601 })
  })

  it('is shown to a witness as what it is, and nothing else is', async () => {
    const backup = await store.backUp(path.join(folder, 'backup.db'))
    add(7)
    const seen = store.audit.checkpoint().checkpoint
    store.close()
    ;({ store } = await restore(home, backup.file, by))
    add(50)
    const now = store.audit.checkpoint().checkpoint
    const key = store.audit.publicKey
    await expect(advance(seen, now, key, store.audit.consistencyProof(607))).rejects.toMatchObject({ code: 'history-changed' })
    const [before, after] = [await openCheckpoint(seen, key), await openCheckpoint(now, key)]
    const entryOf = (sequence: number) => ({ bytes: store.audit.bytes(sequence).text, inclusion: store.audit.inclusionProof(sequence) })
    expect(restoreOf(before, after, entryOf(600))).toBe(true)
    expect(restoreOf(before, after, entryOf(601))).toBe(false)
    expect(restoreOf(before, after, { ...entryOf(600), inclusion: entryOf(601).inclusion })).toBe(false)
    expect(restoreOf(before, after, { ...entryOf(600), bytes: entryOf(600).bytes.replace('607', '608') })).toBe(false)
    expect(restoreOf({ ...before, size: 700 }, after, entryOf(600))).toBe(false)
  })

  it('is refused when it does not verify, and the store stays', async () => {
    const backup = await store.backUp(path.join(folder, 'backup.db'))
    const bytes = fs.readFileSync(backup.file)
    const at = bytes.indexOf('"n":77')
    fs.writeFileSync(backup.file, bytes.with(at + 4, 0x38))
    const before = store.audit.checkpoint()
    store.close()
    await expect(restore(home, backup.file, by)).rejects.toMatchObject({ code: 'store-tampered' })
    store = await openStore(home)
    expect(store.audit.checkpoint()).toEqual(before)
  })

  it('is refused without the key that goes on with it, and when it can not be put on the record', async () => {
    const backup = await store.backUp(path.join(folder, 'backup.db'))
    add(1)
    store.close()
    fs.renameSync(path.join(home, 'audit.key'), path.join(folder, 'audit.key'))
    await expect(restore(home, backup.file, by)).rejects.toMatchObject({ code: 'store-key' })
    fs.renameSync(path.join(folder, 'audit.key'), path.join(home, 'audit.key'))
    await expect(restore(home, backup.file, { actor, fields: 'x'.repeat(300_000) })).rejects.toThrow(/larger/)
    store = await openStore(home)
    expect(store.audit.size).toBe(601)
    expect(fs.readdirSync(home).filter((name) => /replaced|incoming/.test(name))).toEqual([])
  })

  it('is refused when it is of another record, and while the store is open', async () => {
    const other = await openStore(path.join(folder, 'other'))
    const foreign = await other.backUp(path.join(folder, 'foreign.db'))
    other.close()
    await expect(restore(home, foreign.file, by)).rejects.toMatchObject({ code: 'store-locked' })
    store.close()
    await expect(restore(home, foreign.file, by)).rejects.toMatchObject({ code: 'store-tampered' })
    store = await openStore(home)
    expect(store.audit.size).toBe(600)
  })
})
