/** Somebody who recorded what went over the wire and sends it again: as it was, later, after a restart, elsewhere, or to its sender. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createClient } from '../../shared/client.ts'
import type { Fetch } from '../../shared/exchange.ts'
import { startDaemon, type PairedDevice, type TestDaemon } from '../protocol/daemon.ts'
import { code, exchange, requestText, signedParts, startMirror, statuses, tamperedFetch } from '../protocol/raw.ts'

let daemon: TestDaemon
let device: PairedDevice
beforeAll(async () => {
  daemon = await startDaemon()
  device = await daemon.pairDevice(null)
})
afterAll(() => daemon[Symbol.asyncDispose]())

const now = () => Math.floor(Date.now() / 1000)
const recorded = async (choice: { created?: number, epoch?: string } = {}, path = '/v1/plans', body = '{}') =>
  requestText(`POST ${path}`, (await signedParts(device, path, body, choice)).fields, body)

describe('replay', () => {
  it('of the same request is refused, also when both come at once', async () => {
    const request = await recorded()
    const received = await Promise.all(Array.from({ length: 8 }, () => exchange(daemon.authority, request)))
    expect(received.flatMap(statuses).toSorted()).toEqual([200, 401, 401, 401, 401, 401, 401, 401])
    expect(code(await exchange(daemon.authority, request))).toBe('replayed')
    expect(daemon.calls.splice(0)).toHaveLength(1)
  })

  it('of an older request, or of one from the future, is refused', async () => {
    for (const created of [now() - 40, now() - 86_400, now() + 40, 0]) {
      expect(code(await exchange(daemon.authority, await recorded({ created })))).toBe('clock-skew')
    }
    expect(daemon.calls).toEqual([])
  })

  it('of a request of another epoch is refused', async () => {
    expect(code(await exchange(daemon.authority, await recorded({ epoch: 'AAAAAAAAAAAAAAAAAAAAAA' })))).toBe('epoch-wrong')
    expect(daemon.calls).toEqual([])
  })

  it('after a restart of the daemon, which has forgotten every nonce, is refused', async () => {
    const home = mkdtempSync(join(tmpdir(), 'replay-'))
    const before = await startDaemon({ home })
    const paired = await before.pairDevice(null)
    const { fields } = await signedParts(paired, '/v1/plans', '{}')
    const request = requestText('POST /v1/plans', fields, '{}')
    expect(statuses(await exchange(before.authority, request))).toEqual([200])
    await before[Symbol.asyncDispose]()
    {
      await using after = await startDaemon({ home, port: Number(before.authority.split(':')[1]) })
      expect(code(await exchange(after.authority, request))).toBe('epoch-wrong')
      expect(after.calls).toEqual([])
      expect(await paired.client.post('/v1/plans', {})).toEqual({ plans: [] }) // the device itself goes on without pairing again
    }
    rmSync(home, { recursive: true })
  })

  it('to another path, with another body, or under another device is refused', async () => {
    const { fields } = await signedParts(device, '/v1/plans', '{"limit":1}')
    const other = await daemon.pairDevice(null)
    const attempts = [
      requestText('POST /v1/runs', fields, '{"limit":1}'),
      requestText('POST /v1/plans', fields, '{"limit":2}'),
      requestText('POST /v1/plans', fields.map(([name, value]) => [name, value.replace(device.pairing.deviceId, other.pairing.deviceId)]), '{"limit":1}'),
    ]
    for (const attempt of attempts) expect(code(await exchange(daemon.authority, attempt))).toMatch(/^(?:signature-wrong|digest-mismatch)$/)
    expect(daemon.calls).toEqual([])
  })

  it('of an answer to an earlier request is refused by the client', async () => {
    await using mirror = await startMirror()
    let first: Buffer | undefined
    const fetch = tamperedFetch(device, '/v1/plans', mirror, (answer) => (first ??= answer))
    const client = createClient({ ...device.pairing, fetch, deviceKey: device.keys.privateKey })
    expect(await client.post('/v1/plans', {})).toEqual({ plans: [] })
    await expect(client.post('/v1/plans', {})).rejects.toMatchObject({ code: 'daemon-unverified' })
    daemon.calls.length = 0
  })

  it('of the daemon\'s hello is refused by the client, which then sends nothing', async () => {
    let hello: Response | undefined
    const sent: string[] = []
    const fetch: Fetch = async (url, init) => {
      sent.push(new URL(url).pathname)
      hello ??= await device.fetch(url, init)
      return hello.clone()
    }
    const client = createClient({ ...device.pairing, fetch, deviceKey: device.keys.privateKey })
    await client.hello()
    await expect(client.post('/v1/plans', {})).rejects.toMatchObject({ code: 'daemon-unverified' })
    expect(sent).toEqual(['/v1/hello', '/v1/hello'])
  })
})

describe('reflection', () => {
  it('of a request as its own answer is refused by the client', async () => {
    await using mirror = await startMirror()
    const fetch: Fetch = async (url, init) => {
      if (!url.endsWith('/v1/plans')) return device.fetch(url, init)
      const fields = init.headers as Record<string, string>
      const body = Buffer.from(init.body as Uint8Array).toString()
      const head = ['content-type', 'content-digest', 'signature-input', 'signature'].map((name) => `${name}: ${fields[name] ?? ''}\r\n`).join('')
      mirror.bytes = Buffer.from(`HTTP/1.1 200 OK\r\n${head}Content-Length: ${body.length}\r\n\r\n${body}`)
      return globalThis.fetch(`http://${mirror.authority}/`, init)
    }
    const client = createClient({ ...device.pairing, fetch, deviceKey: device.keys.privateKey })
    await expect(client.post('/v1/plans', {})).rejects.toMatchObject({ code: 'daemon-unverified' })
  })

  it('of the daemon\'s answer as a request is refused by the daemon', async () => {
    const answer = await exchange(daemon.authority, await recorded())
    const field = (name: string) => new RegExp(`^${name}: (.*)\\r$`, 'im').exec(answer)?.[1] ?? ''
    const body = answer.slice(answer.indexOf('\r\n\r\n') + 4)
    daemon.calls.length = 0
    const received = await exchange(daemon.authority, requestText('POST /v1/plans', [
      ['Host', daemon.authority], ['Content-Type', 'application/json'], ['Content-Length', String(body.length)],
      ['Content-Digest', field('content-digest')], ['Signature-Input', field('signature-input')], ['Signature', field('signature')],
    ], body))
    expect(code(received)).toBe('signature-malformed')
    expect(daemon.calls).toEqual([])
  })
})
