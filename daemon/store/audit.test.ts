import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Merkle } from '../../shared/merkle.ts'
import { advance, included, openCheckpoint } from '../../shared/witness.ts'
import { type Audit, type Store, openStore } from './index.ts'

const merkle = new Merkle(sha256)
const actor = { person: 'Ada', device: 'd1', via: 'sidebar' }
let home: string
let store: Store
let audit: Audit

beforeEach(async () => {
  home = fs.mkdtempSync(path.join(os.tmpdir(), 'audit-'))
  await open()
})
afterEach(() => {
  store.close()
  fs.rmSync(home, { recursive: true })
})

async function open() {
  store = await openStore(home, { now: () => new Date('2026-01-02T03:04:05.678Z') })
  audit = store.audit
}
const add = (count: number, kind = 'test.entry') => {
  for (let n = 0; n < count; n += 1) audit.append({ kind, actor, fields: { n } })
}

describe('the record', () => {
  it('holds an entry as canonical bytes whose leaf hash is that of RFC 9162', () => {
    const { leaf, sequence, at } = audit.append({ kind: 'plan.approved', actor, plan: 'p1', run: 'r1', digest: 'ab', fields: { b: 1, a: [true] } })
    const [row] = store.database.all<{ entry: string }>('SELECT entry FROM audit_entries')
    expect(row?.entry).toBe(
      '{"actor":{"device":"d1","person":"Ada","via":"sidebar"},"at":"2026-01-02T03:04:05.678Z","digest":"ab",' +
        '"fields":{"a":[true],"b":1},"format":"countersign/entry/1","kind":"plan.approved","plan":"p1","run":"r1","sequence":0}',
    )
    expect([sequence, at, leaf]).toEqual([0, '2026-01-02T03:04:05.678Z', bytesToHex(merkle.leaf(Buffer.from(row!.entry)))])
    const entry = { sequence, at, leaf, kind: 'plan.approved', actor, plan: 'p1', run: 'r1', digest: 'ab', fields: { b: 1, a: [true] } }
    expect(audit.entries()).toEqual([entry])
    expect(audit.entry(0)).toEqual(entry)
  })

  it('takes nothing but the three words of an actor', () => {
    audit.append({ kind: 'test.entry', actor: { ...actor, ...{ deviceName: 'laptop' } } })
    expect(audit.entry(0)?.actor).toEqual(actor)
  })

  it('finds entries by kind, plan and run, forwards and backwards', () => {
    audit.append({ kind: 'a', actor, plan: 'p1' })
    audit.append({ kind: 'b', actor, plan: 'p1', run: 'r1' })
    audit.append({ kind: 'a', actor, plan: 'p2' })
    const found = (query: Parameters<Audit['entries']>[0]) => audit.entries(query).map(({ sequence }) => sequence)
    expect(found({ kind: 'a' })).toEqual([0, 2])
    expect(found({ plan: 'p1' })).toEqual([0, 1])
    expect(found({ run: 'r1', plan: 'p1' })).toEqual([1])
    expect(found({ after: 0 })).toEqual([1, 2])
    expect(found({ newest: true, limit: 2 })).toEqual([2, 1])
    expect(found({ newest: true, after: 1 })).toEqual([0])
  })

  it('keeps nothing of an entry whose transaction is rolled back, and goes on with its number', () => {
    add(3)
    const before = audit.checkpoint()
    const attempt = () =>
      store.database.transaction(() => {
        add(5)
        throw new Error('no')
      })
    expect(attempt).toThrow('no')
    expect(audit.checkpoint()).toEqual(before)
    store.database.run('CREATE TABLE other (a)')
    expect(audit.append({ kind: 'next', actor }).sequence).toBe(3)
  })

  it('signs its state with every transaction, and goes on after it was closed', async () => {
    for (let n = 0; n < 3; n += 1) store.database.transaction(() => add(200))
    const { checkpoint, publicKey } = { ...audit.checkpoint(), publicKey: audit.publicKey }
    expect(await openCheckpoint(checkpoint, publicKey)).toMatchObject({ size: 600 })
    expect(store.database.all('SELECT block, size FROM audit_checkpoints')).toEqual([
      { block: 0, size: 256 },
      { block: 1, size: 512 },
      { block: 2, size: 600 },
    ])
    store.close()
    await open()
    expect(audit.publicKey).toBe(publicKey)
    expect(fs.readFileSync(path.join(home, 'audit.pub'), 'utf8')).toBe(`${publicKey}\n`)
    expect(audit.checkpoint().checkpoint).toBe(checkpoint)
    expect(audit.append({ kind: 'next', actor }).sequence).toBe(600)
  })

  it('proves to a witness that each entry is in it and that it only grew', async () => {
    const seen = [audit.checkpoint().checkpoint]
    for (const count of [1, 1, 5, 57, 1, 300]) {
      store.database.transaction(() => add(count))
      seen.push(audit.checkpoint().checkpoint)
    }
    const newest = await openCheckpoint(seen.at(-1)!, audit.publicKey)
    for (const { sequence, leaf } of audit.entries({ limit: 1000 })) {
      expect(included(newest, sequence, leaf, audit.inclusionProof(sequence))).toBe(true)
      expect(included(newest, sequence + 1, leaf, audit.inclusionProof(sequence))).toBe(false)
    }
    for (const note of seen) {
      const { size } = await openCheckpoint(note, audit.publicKey)
      expect(await advance(note, seen.at(-1)!, audit.publicKey, audit.consistencyProof(size))).toEqual(newest)
    }
  })

  it('is refused by a witness when it went back, and when another was put in its place', async () => {
    add(3)
    const seen = audit.checkpoint().checkpoint
    store.close()
    const [saved, key] = [fs.readFileSync(store.path), fs.readFileSync(path.join(home, 'audit.key'))]
    await open()
    add(2)
    const later = audit.checkpoint().checkpoint
    store.close()
    fs.writeFileSync(store.path, saved)
    await open()
    expect(audit.checkpoint().checkpoint).toBe(seen)
    await expect(advance(later, seen, audit.publicKey, [])).rejects.toMatchObject({ code: 'history-changed' })
    audit.append({ kind: 'rewritten', actor })
    add(5)
    const other = audit.checkpoint().checkpoint
    await expect(advance(later, other, audit.publicKey, audit.consistencyProof(5))).rejects.toMatchObject({ code: 'history-changed' })
    expect((await advance(seen, other, audit.publicKey, audit.consistencyProof(3))).size).toBe(9)
    expect(fs.readFileSync(path.join(home, 'audit.key'))).toEqual(key)
  })

  it('hands out no checkpoint that verifies under another key or another text', async () => {
    add(3)
    const { checkpoint } = audit.checkpoint()
    const invalid = { code: 'checkpoint-invalid' }
    await expect(openCheckpoint(checkpoint.replace('\n3\n', '\n4\n'), audit.publicKey)).rejects.toMatchObject(invalid)
    const otherHome = path.join(home, 'other')
    const other = await openStore(otherHome)
    await expect(openCheckpoint(checkpoint, other.audit.publicKey)).rejects.toMatchObject(invalid)
    other.close()
  })

  it('conceals a secret: the same mark for the same value, and the value nowhere', () => {
    const mark = audit.concealed('hunter2-canary')
    expect(mark).toMatch(/^hmac-sha256:[0-9a-f]{64}$/)
    expect(audit.concealed('hunter2-canary')).toBe(mark)
    expect(audit.concealed('hunter3-canary')).not.toBe(mark)
    audit.append({ kind: 'test.entry', actor, fields: { password: mark } })
    expect(fs.readFileSync(store.path).includes('hunter2-canary')).toBe(false)
  })

  it('refuses an entry that is too large, and keeps the transaction around it', () => {
    store.database.transaction(() => {
      expect(() => audit.append({ kind: 'large', actor, fields: 'x'.repeat(300_000) })).toThrow(/larger than/)
      add(1)
    })
    expect(audit.size).toBe(1)
  })
})

describe('the key of the record', () => {
  const reopened = async () => {
    store.close()
    const failed = await openStore(home).then(
      (opened) => opened.close(),
      (error: unknown) => error,
    )
    return failed
  }

  it('is not replaced when it is gone', async () => {
    const key = fs.readFileSync(path.join(home, 'audit.key'))
    fs.rmSync(path.join(home, 'audit.key'))
    expect(await reopened()).toMatchObject({ code: 'store-key' })
    fs.writeFileSync(path.join(home, 'audit.key'), key)
    expect(await reopened()).toBeUndefined()
  })

  it('is not taken from another record', async () => {
    const other = await openStore(path.join(home, 'other'))
    other.close()
    fs.copyFileSync(path.join(home, 'other', 'audit.key'), path.join(home, 'audit.key'))
    expect(await reopened()).toMatchObject({ code: 'store-key' })
  })

  it('stays with its record: no new one begins where the file was taken away', async () => {
    store.close()
    fs.rmSync(store.path)
    await expect(openStore(home)).rejects.toMatchObject({ code: 'store-missing' })
    expect(fs.existsSync(store.path)).toBe(false)
  })

  it('does not sign on when the end of the record was changed by another program', async () => {
    add(10)
    store.database.run('DELETE FROM audit_entries WHERE sequence = 9')
    expect(await reopened()).toMatchObject({ code: 'store-tampered' })
  })

  it('signs what the tools of signed-note sign: text, key id and signature', () => {
    const [, name, id, key] = /^([^+]+)\+([^+]+)\+(.+)$/.exec(audit.publicKey) as unknown as [string, string, string, string]
    const publicKey = Buffer.from(key, 'base64')
    expect(bytesToHex(sha256(Buffer.concat([Buffer.from(`${name}\n`), publicKey])).slice(0, 4))).toBe(id)
    const lines = audit.checkpoint().checkpoint.split('\n')
    expect(lines.slice(0, 4)).toEqual([name, '0', Buffer.from(hexToBytes(audit.checkpoint().root)).toString('base64'), ''])
    expect(lines[4]).toMatch(new RegExp(`^— ${name} [A-Za-z0-9+/]+=*$`))
    expect(lines[5]).toBe('')
  })
})
