import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkReceived } from '../../shared/sink.ts'
import { startProduct, type Product } from './harness/index.ts'

const key = 'a key that both ends know'

/** Somebody else's collector, and a file elsewhere, as `countersign.yaml` names them. */
describe('the record in other places', () => {
  let product: Product
  let server: Server
  const received: { body: string, signature: string | undefined }[] = []
  const file = () => path.join(product.home, '..', 'record.jsonl')
  const store = () => path.join(product.home, 'countersign.db')
  const backup = () => path.join(product.home, '..', 'older.db')
  const size = async () => Number((await product.json('audit', 'verify').result).values[0]?.size)
  const linesOf = (text: string) => text.trimEnd().split('\n')

  beforeAll(async () => {
    server = createServer((request, response) => {
      const parts: Buffer[] = []
      request.on('data', (part: Buffer) => parts.push(part))
      request.on('end', () => {
        received.push({ body: Buffer.concat(parts).toString(), signature: request.headers['x-countersign-signature'] as string | undefined })
        response.writeHead(204).end()
      })
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    product = await startProduct({ environment: { COLLECTOR_KEY: key } })
    const { port } = server.address() as AddressInfo
    writeFileSync(path.join(product.home, 'countersign.yaml'), [
      'sinks:', `  - { webhook: "http://127.0.0.1:${port}/collect?token=secret", key: env:COLLECTOR_KEY }`, `  - { file: "${file()}" }`, '',
    ].join('\n'), { mode: 0o600 })
    await product.restart()
  }, 240_000)
  afterAll(async () => {
    await product?.close()
    server?.close()
  })

  it('is complete, signed for, and proves itself to whoever has the lines', async () => {
    const pairing = product.json('pair', '--person', 'Ada')
    pairing.type(await product.terminal.pairingCode())
    expect((await pairing.result).status).toBe(0)
    expect((await product.json('audit', 'backup', backup()).result).status).toBe(0)
    const { values: [plan] } = await product.json('ask', 'set replicas to 3').result
    expect((await product.json('reject', String(plan?.id), '--comment', 'another day').result).status).toBe(0)
    const whole = await size()
    const publicKey = readFileSync(path.join(product.home, 'audit.pub'), 'utf8').trim()
    const webhook = () => linesOf(received.map(({ body }) => body).join(''))
    for (const lines of [webhook, () => linesOf(readFileSync(file(), 'utf8'))]) {
      await expect.poll(async () => (await checkReceived(lines(), publicKey)).size, { timeout: 30_000 }).toBe(whole)
      expect(lines().join('\n')).toContain('another day')
    }
    expect(received.map(({ signature }) => signature)).toEqual(received.map(({ body }) => `sha256=${createHmac('sha256', key).update(body).digest('hex')}`))
    expect(statSync(file()).mode & 0o777).toBe(0o600)
    expect(product.terminal.text).not.toContain('secret')
  })

  it('is the witness that finds a history which was cut, whose file alone verifies', async () => {
    expect((await product.json('audit', 'verify', backup()).result).values[0]).toMatchObject({ ok: true })
    const cut = await product.json('audit', 'verify', backup(), '--witness', file()).result
    expect([cut.status, cut.values[0]]).toEqual([1, expect.objectContaining({ ok: false, agreed: expect.any(Number) })])
    await product.restart('SIGINT', async () => {
      expect((await product.json('audit', 'verify', store(), '--witness', file()).result).values[0]).toMatchObject({ ok: true })
    })
  })
})
