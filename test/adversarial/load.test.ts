/** More of everything than one person needs: connections that say nothing, readers that don't read, a hundred streams, floods. */
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { unverifiedHello } from '../../shared/pair.ts'
import type { Turn } from '../../shared/wire.ts'
import { startDaemon, type PairedDevice, type TestDaemon } from '../protocol/daemon.ts'
import { exchange, requestText, signedParts, statuses } from '../protocol/raw.ts'

let daemon: TestDaemon
let device: PairedDevice
const open: Socket[] = []
beforeAll(async () => {
  daemon = await startDaemon({ heartbeat: 0.2 })
  device = await daemon.pairDevice(null)
})
afterAll(async () => {
  for (const socket of open) socket.destroy()
  await daemon[Symbol.asyncDispose]()
})

function dial(): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: Number(daemon.authority.split(':')[1]) }, () => resolve(socket))
    socket.on('error', () => socket.destroy()) // the daemon may refuse it: that is what is tried here
    open.push(socket)
  })
}

describe('a daemon under load', () => {
  it('carries a hundred streams of many devices, each whole, and lets go of all of them', async () => {
    const devices = [device, ...(await inTurn(6, () => daemon.pairDevice(null)))]
    const stop = new AbortController()
    let complete = 0
    const followers = Array.from({ length: 100 }, async (_, index) => {
      const seen: number[] = []
      const { client } = devices[index % devices.length] ?? device
      await client.events(0, (_event, cursor) => {
        seen.push(cursor)
        if (seen.length === 5 && ++complete === 100) stop.abort()
      }, stop.signal).catch((error: unknown) => expect(error).toMatchObject({ name: 'AbortError' }))
      return seen
    })
    for (let count = 0; count < 5; count++) daemon.events.publish({ type: 'reset' })
    for (const seen of await Promise.all(followers)) expect(seen).toEqual([1, 2, 3, 4, 5])
    await expect.poll(() => daemon.http.streams.count).toBe(0)
  })

  it('ends the oldest stream of a device that opens too many, and keeps the others', async () => {
    const stop = new AbortController()
    const reasons: string[] = []
    const ready: Promise<void>[] = []
    for (let count = 0; count < 17; count++) {
      ready.push(new Promise((resolve) => {
        void device.client.events(0, () => resolve(), stop.signal).then((reason) => reasons.push(reason), () => 'aborted at the end of this test')
      }))
    }
    await Promise.all(ready)
    await expect.poll(() => reasons).toEqual(['replaced'])
    expect(daemon.http.streams.count).toBe(16)
    stop.abort()
    await expect.poll(() => daemon.http.streams.count).toBe(0)
  })

  it('keeps what waits for its slow readers once, not once for each', async () => {
    const stop = new AbortController()
    let heard = 0
    for (let count = 0; count < 3; count++) {
      void device.client.events(daemon.events.cursor, () => { heard += 1 }, stop.signal).catch(() => 'aborted at the end of this test')
    }
    let spelt = 0
    const event = { type: 'reset' as const, toJSON: () => { spelt += 1; return { type: 'reset' } } }
    await expect.poll(() => daemon.http.streams.count).toBe(3)
    daemon.events.publish(event)
    await expect.poll(() => heard).toBe(3)
    expect(spelt).toBe(1)
    stop.abort()
    await expect.poll(() => daemon.http.streams.count).toBe(0)
  })

  it('does not keep what a reader that reads nothing will never read', async () => {
    const stalled = await dial()
    const { fields } = await signedParts(device, '/v1/events', '{"after":0}')
    stalled.pause()
    stalled.write(requestText('POST /v1/events', fields, '{"after":0}'))
    await expect.poll(() => daemon.http.streams.count).toBe(1)
    const text = 'x'.repeat(8000)
    const at = '2026-01-01T00:00:00.000Z'
    const turn: Turn = { id: 'turn-1', message: crypto.randomUUID(), at, person: 'Ada', device: 'd', via: 'sidebar', text, state: 'done', parts: [] }
    for (let count = 0; count < 2000; count++) daemon.events.publish({ type: 'turn', turn }) // 16 MB: more than any socket's buffers hold
    await expect.poll(() => daemon.http.streams.count, { timeout: 20_000 }).toBe(0)
  })

  it('answers again after connections that say nothing took every place', async () => {
    const silent = await Promise.all(Array.from({ length: 300 }, dial))
    for (const socket of silent.slice(0, 150)) socket.write('POST /v1/plans HTTP/1.1\r\nHost: ')
    // A connection of its own each time: the ones that fetch keeps open had their places before.
    const { epoch } = await unverifiedHello(device.fetch, daemon.authority)
    const answered = async () => {
      const { fields, body } = await signedParts(device, '/v1/plans', '{}', { epoch })
      return statuses(await exchange(daemon.authority, requestText('POST /v1/plans', fields, body)))
    }
    expect(await answered()).toEqual([]) // no place is left
    await expect.poll(answered, { timeout: 25_000, interval: 250 }).toEqual([200])
    for (const socket of silent) socket.destroy()
  }, 60_000)

  it('answers three hundred requests, each once', async () => {
    daemon.calls.length = 0
    for (let batch = 0; batch < 10; batch++) await Promise.all(Array.from({ length: 30 }, () => device.client.post('/v1/plans', {})))
    expect(daemon.calls).toHaveLength(300)
  })

  it('refuses five hundred unsigned ones, and none of them reaches a room', async () => {
    daemon.calls.length = 0
    const request = requestText('POST /v1/plans', [['Host', daemon.authority], ['Content-Type', 'application/json'], ['Content-Length', '2']], '{}')
    for (let batch = 0; batch < 10; batch++) {
      const received = await Promise.all(Array.from({ length: 50 }, () => exchange(daemon.authority, request)))
      expect(new Set(received.flatMap(statuses))).toEqual(new Set([401]))
    }
    expect(daemon.calls).toEqual([])
  })
})

async function inTurn<Value>(count: number, make: () => Promise<Value>): Promise<Value[]> {
  const made: Value[] = []
  for (let index = 0; index < count; index++) made.push(await make())
  return made
}
