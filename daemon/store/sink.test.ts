import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type SinkLine, checkReceived } from '../../shared/sink.ts'
import { type Sink, type Store, deliver, delivered, fileSink, openStore, verify } from './index.ts'

const actor = { person: 'Ada', device: 'd1', via: 'sidebar' }
let folder: string
let store: Store
let file: string

beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sink-'))
  file = path.join(folder, 'record.jsonl')
  store = await openStore(path.join(folder, 'home'))
  add(700)
})
afterEach(() => {
  store.close()
  fs.rmSync(folder, { recursive: true })
})

function add(count: number): void {
  store.database.transaction(() => {
    for (let n = 0; n < count; n += 1) store.audit.append({ kind: 'test.entry', actor, fields: { text: 'ünï 🖋', n } })
  })
}
const lines = () => fs.readFileSync(file, 'utf8').trimEnd().split('\n')
const received = () => checkReceived(lines(), store.audit.publicKey)
const send = (sink: Sink = fileSink(file)) => deliver(store.database, store.audit, sink)

describe('a sink', () => {
  it('receives every entry once, with proofs that whoever has the lines can check', async () => {
    expect(await send()).toBe(700)
    expect(await send()).toBe(0)
    add(1)
    expect(await send()).toBe(1)
    expect(lines().filter((line) => line.startsWith('{"type":"entry"'))).toHaveLength(701)
    expect(await received()).toEqual({ size: 701, checkpoint: store.audit.checkpoint().checkpoint })
    expect(fs.statSync(file).mode & 0o777).toBe(0o600)
  })

  it('is a witness: its checkpoints show a record that was cut', async () => {
    await send()
    const copy = await store.exportRecord(path.join(folder, 'copy.db'))
    add(200)
    await send()
    const witness = lines().map((line) => JSON.parse(line) as SinkLine).flatMap((line) => (line.type === 'checkpoint' ? [line.checkpoint] : [])).join('')
    expect(await verify(copy.file, { witness })).toMatchObject({ ok: false, agreed: 700, problem: { sequence: 700 } })
  })

  it.each([
    ['a changed entry', (all: string[]) => all.with(3, all[3]!.replace('Ada', 'Eve'))],
    ['an entry left out', (all: string[]) => all.toSpliced(3, 1)],
    ['two entries swapped', (all: string[]) => all.with(3, all[4]!).with(4, all[3]!)],
    ['a batch left out', (all: string[]) => all.slice(501)],
    ['a changed checkpoint', (all: string[]) => all.with(500, all[500]!.replace('"size":500', '"size":499'))],
    ['a line that was cut off', (all: string[]) => all.with(9, all[9]!.slice(0, 50))],
  ])('can not be given %s unseen', async (_what, change) => {
    await send()
    await expect(checkReceived(change(lines()), store.audit.publicKey)).rejects.toMatchObject({ code: 'sink-invalid' })
  })

  it('is sent the same batch again when it did not confirm it, although the record has grown', async () => {
    const batches: string[] = []
    const failing: Sink = {
      name: 'failing',
      deliver: (batch) => {
        batches.push(JSON.stringify(batch))
        return batches.length === 1 ? Promise.reject(new Error('the line dropped')) : Promise.resolve()
      },
    }
    await expect(send(failing)).rejects.toThrow('the line dropped')
    expect(delivered(store.database, failing)).toBe(0)
    add(300)
    expect(await send(failing)).toBe(1000)
    expect(batches[1]).toBe(batches[0])
    const all = batches.flatMap((batch) => (JSON.parse(batch) as SinkLine[]).map((line) => JSON.stringify(line)))
    expect(await checkReceived(all, store.audit.publicKey)).toMatchObject({ size: 1000 })
  })

  it.each([1, 40, 100_000])('goes on behind its last checkpoint when %i bytes of a batch are missing', async (missing) => {
    await send()
    const whole = fs.readFileSync(file, 'utf8')
    fs.truncateSync(file, fs.statSync(file).size - missing)
    store.database.run('UPDATE audit_sinks SET delivered = 500, offered = 700')
    await send()
    expect(fs.readFileSync(file, 'utf8')).toBe(whole)
  })

  it('that can not be written says so, and is tried again', async () => {
    await expect(send(fileSink(path.join(folder, 'absent', 'record.jsonl')))).rejects.toMatchObject({ code: 'store-io' })
    expect(await send()).toBe(700)
  })
})
