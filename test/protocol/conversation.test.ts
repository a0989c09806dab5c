import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createClient } from '../../shared/client.ts'
import type { Fetch } from '../../shared/exchange.ts'
import { pair, unverifiedHello } from '../../shared/pair.ts'
import { generateDeviceKey } from '../../shared/signature.ts'
import { extension, fetchFrom, startDaemon, type TestDaemon } from './daemon.ts'

let daemon: TestDaemon
beforeAll(async () => {
  daemon = await startDaemon({ heartbeat: 0.2 })
})
afterAll(() => daemon[Symbol.asyncDispose]())

describe('pairing over a real socket', () => {
  it('is closed until the operator opens it', async () => {
    expect((await unverifiedHello(fetchFrom(extension), daemon.authority)).pairing).toBe('closed')
    const attempt = pair({
      code: '0000-0000', name: 'x', person: 'x', origin: null, authority: daemon.authority, fetch, deviceKey: await generateDeviceKey(),
    })
    await expect(attempt).rejects.toMatchObject({ code: 'pairing-closed' })
  })

  it('pairs an extension and a program, each pinned to its origin, on the record', async () => {
    const sidebar = await daemon.pairDevice(extension)
    const program = await daemon.pairDevice(null)
    expect(daemon.devices.list().map(({ id, origin, person }) => ({ id, origin, person }))).toEqual(expect.arrayContaining([
      { id: sidebar.pairing.deviceId, origin: extension, person: 'Ada' }, { id: program.pairing.deviceId, origin: null, person: 'Ada' },
    ]))
    expect(daemon.audit.entries({ kind: 'device.paired' }).map(({ actor }) => actor)).toContainEqual(
      { person: 'Ada', device: program.pairing.deviceId, via: 'terminal' },
    )
    expect(daemon.pairing.state).toBe('closed')
  })
})

describe('a signed conversation over a real socket', () => {
  it('carries a request to its room with the person who signed it, and the answer back', async () => {
    const { client } = await daemon.pairDevice(null)
    expect(await client.post('/v1/plans', { limit: 3 })).toEqual({ plans: [] })
    expect(daemon.calls.at(-1)).toMatchObject({ path: '/v1/plans', request: { limit: 3 }, actor: { person: 'Ada', deviceName: 'Test device', via: 'terminal' } })
  })

  it('carries a refusal, signed, with its code', async () => {
    const { client } = await daemon.pairDevice()
    await expect(client.post('/v1/plans', { limit: -1 })).rejects.toMatchObject({ code: 'body-invalid' })
    await expect(client.post('/v1/nowhere' as '/v1/plans', {})).rejects.toMatchObject({ code: 'not-found' })
  })

  it('refuses another key, another origin and another daemon', async () => {
    const { keys, pairing } = await daemon.pairDevice()
    const stranger = await generateDeviceKey()
    const asStranger = createClient({ ...pairing, fetch: fetchFrom(extension), deviceKey: stranger.privateKey })
    await expect(asStranger.post('/v1/plans', {})).rejects.toMatchObject({ code: 'daemon-unverified', message: expect.stringContaining('signature-wrong') })
    const elsewhere = createClient({ ...pairing, fetch: fetchFrom(null), deviceKey: keys.privateKey })
    await expect(elsewhere.post('/v1/plans', {})).rejects.toMatchObject({ code: 'origin-mismatch' })
    await using other = await startDaemon()
    const misled = createClient({ ...pairing, authority: other.authority, fetch: fetchFrom(extension), deviceKey: keys.privateKey })
    await expect(misled.post('/v1/plans', {})).rejects.toMatchObject({ code: 'daemon-unverified' })
    expect(other.calls).toEqual([])
  })

  it('says so when nothing answers', async () => {
    const gone = await startDaemon()
    const { client } = await gone.pairDevice()
    await gone[Symbol.asyncDispose]()
    await expect(client.post('/v1/plans', {})).rejects.toMatchObject({ code: 'daemon-unreachable' })
  })
})

describe('a stream of events over a real socket', () => {
  it('brings what was, what comes, and goes on from its cursor', async () => {
    await using streaming = await startDaemon()
    const { client } = await streaming.pairDevice()
    streaming.events.publish({ type: 'reset' })
    const seen: number[] = []
    const stop = new AbortController()
    const following = client.events(0, (_, cursor) => {
      seen.push(cursor)
      if (seen.length === 1) streaming.events.publish({ type: 'reset' })
      if (seen.length === 2) stop.abort()
    }, stop.signal)
    await expect(following).rejects.toMatchObject({ name: 'AbortError' })
    expect(seen).toEqual([1, 2])
    const again = new AbortController()
    const rest: number[] = []
    await expect(client.events(1, (_, cursor) => {
      rest.push(cursor)
      again.abort()
    }, again.signal)).rejects.toMatchObject({ name: 'AbortError' })
    expect(rest).toEqual([2])
  })

  it('stays alive while nothing happens, by signed heartbeats', async () => {
    const device = await daemon.pairDevice()
    const stop = new AbortController()
    let heartbeats = 0
    const listening: Fetch = async (url, init) => {
      const response = await device.fetch(url, init)
      if (!url.endsWith('/v1/events')) return response
      const counting = new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          heartbeats += new TextDecoder().decode(chunk).split('event: heartbeat').length - 1
          controller.enqueue(chunk)
          if (heartbeats === 4) stop.abort()
        },
      })
      return new Response(response.body?.pipeThrough(counting), response)
    }
    const client = createClient({ ...device.pairing, fetch: listening, deviceKey: device.keys.privateKey })
    await expect(client.events(0, () => {}, stop.signal)).rejects.toMatchObject({ name: 'AbortError' })
    expect(heartbeats).toBe(4)
  })

  it('ends at once when the client leaves, also after the runtime has collected its garbage', async () => {
    await using calm = await startDaemon()
    const { client } = await calm.pairDevice()
    const leaving = new AbortController()
    let ended: Promise<string> | undefined
    await new Promise<void>((opened) => {
      ended = client.events(calm.events.publish({ type: 'reset' }) - 1, () => opened(), leaving.signal)
    })
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    for (let round = 0; round < 3; round += 1) {
      collect()
      await new Promise(setImmediate)
    }
    leaving.abort()
    await expect(ended).rejects.toThrow('aborted')
    await expect.poll(() => calm.http.streams.count).toBe(0)
  })

  it('passes on what its listener throws', async () => {
    await using calm = await startDaemon()
    const { client } = await calm.pairDevice()
    calm.events.publish({ type: 'reset' })
    await expect(client.events(0, () => { throw new RangeError('mine') }, new AbortController().signal)).rejects.toThrow('mine')
    await expect.poll(() => calm.http.streams.count).toBe(0)
  })

  it('ends with a signed reason when the daemon stops, and is let go of when the client leaves', async () => {
    const stopping = await startDaemon()
    const { client } = await stopping.pairDevice()
    stopping.events.publish({ type: 'reset' })
    let ended: Promise<string> | undefined
    await new Promise<void>((opened) => {
      ended = client.events(0, () => opened(), new AbortController().signal)
    })
    await stopping[Symbol.asyncDispose]()
    expect(await ended).toBe('stopping')
    expect(stopping.http.streams.count).toBe(0)
  })
})
