import { createHmac } from 'node:crypto'
import fs from 'node:fs'
import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { checkReceived } from '../../shared/sink.ts'
import { delivered, fileSink, keepDelivering, openStore, verify, webhookSink, type Store } from './index.ts'

let folder = ''
let store: Store
let server: Server
/** What a receiver does with a batch: it keeps the lines, or answers with another status. */
let kept = ''
let status = 200
let signatures: string[] = []
const actor = { person: 'Ada', device: 'd1', via: 'sidebar' }
const add = (count: number) => { for (let n = 0; n < count; n++) store.audit.append({ kind: 'test.entry', actor }) }

beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'delivery-'))
  store = await openStore(path.join(folder, 'home'))
  kept = ''
  status = 200
  signatures = []
  server = createServer((request, response) => {
    void text(request).then((body) => {
      if (status === 200) kept += body
      signatures.push(String(request.headers['x-countersign-signature']))
      if (status === 200) expect(signatures.at(-1)).toBe(`sha256=${createHmac('sha256', 'a key').update(body).digest('hex')}`)
      response.writeHead(status).end()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(async () => {
  await new Promise(resolve => server.close(resolve))
  store.close()
  fs.rmSync(folder, { recursive: true })
})
const hook = () => webhookSink(`http://127.0.0.1:${(server.address() as AddressInfo).port}/record?token=a-persons-own`, 'a key')

it('a webhook gets every entry while the daemon runs, also those that came while it was away, and is a witness', async () => {
  add(3)
  const said: string[] = []
  status = 503
  const delivery = keepDelivering(store.database, store.audit, hook(), line => said.push(line))
  await vi.waitFor(() => expect(said).toHaveLength(1))
  expect(said[0]).not.toContain('a-persons-own')
  status = 200
  add(2)
  await vi.waitFor(() => expect(delivered(store.database, hook())).toBe(5), 20_000)
  expect(said.at(-1)).toContain('again')
  add(600)
  await vi.waitFor(() => expect(delivered(store.database, hook())).toBe(605), 20_000)
  await delivery.close()
  const lines = kept.trimEnd().split('\n')
  expect((await checkReceived(lines, store.audit.publicKey)).size).toBe(605)
  // its lines are what `audit verify --witness FILE` takes: they show a history that went back
  const witness = lines.filter(line => line.startsWith('{"type":"checkpoint"')).map(line => (JSON.parse(line) as { checkpoint: string }).checkpoint).join('')
  const copy = path.join(folder, 'copy.db')
  await store.exportRecord(copy)
  expect(await verify(copy, { witness })).toMatchObject({ ok: true, agreed: 605 })
  const older = await openStore(path.join(folder, 'other'))
  older.close()
  expect(await verify(path.join(folder, 'other', 'countersign.db'), { witness })).toMatchObject({ ok: false })
})

it('a sink that hangs does not hold up the end of the daemon for long', async () => {
  const sink = { name: 'none', deliver: () => new Promise<void>(() => undefined) }
  add(1)
  const delivery = keepDelivering(store.database, store.audit, sink, () => undefined)
  await delivery.close()
  expect(delivered(store.database, sink)).toBe(0)
})

it('a file takes the same lines', async () => {
  add(4)
  const file = path.join(folder, 'record.jsonl')
  const delivery = keepDelivering(store.database, store.audit, fileSink(file), () => undefined)
  await vi.waitFor(() => expect(delivered(store.database, fileSink(file))).toBe(4))
  await delivery.close()
  expect((await checkReceived(fs.readFileSync(file, 'utf8').trimEnd().split('\n'), store.audit.publicKey)).size).toBe(4)
})

it('an address elsewhere has to be https', () => {
  expect(() => webhookSink('http://collector.example/record')).toThrow('is not https')
  expect(webhookSink('https://collector.example/record?key=secret').name).toBe('webhook:https://collector.example/record')
})
