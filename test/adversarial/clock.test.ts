/** A clock that jumps: set by a person, by a time server, or by a laptop that slept. */
import { describe, expect, it } from 'vitest'
import { startDaemon } from '../protocol/daemon.ts'
import { code, exchange, requestText, signedParts, statuses } from '../protocol/raw.ts'

async function withClock() {
  const time = { wall: Date.parse('2026-06-01T12:00:00Z'), monotonic: 0 }
  const daemon = await startDaemon({ clock: { wall: () => time.wall, monotonic: () => time.monotonic } })
  const device = await daemon.pairDevice(null)
  const recorded = async () => {
    const { fields, body } = await signedParts(device, '/v1/plans', '{}', { created: Math.floor(time.wall / 1000) })
    return requestText('POST /v1/plans', fields, body)
  }
  return { daemon, device, time, recorded, [Symbol.asyncDispose]: () => daemon[Symbol.asyncDispose]() }
}

describe('a clock that jumps', () => {
  it.each([['an hour ahead', 3_600_000], ['a year ahead', 31_536_000_000], ['an hour back', -3_600_000], ['a year back', -31_536_000_000]])(
    '%s does not stop a paired device whose clock is the same', async (_, jump) => {
      await using at = await withClock()
      expect(await at.device.client.post('/v1/plans', {})).toEqual({ plans: [] })
      at.time.wall += jump
      expect(await at.device.client.post('/v1/plans', {})).toEqual({ plans: [] })
    },
  )

  it('ahead and back again makes no recorded request valid, though every nonce in between was forgotten', async () => {
    await using at = await withClock()
    const carriedOut = await at.recorded()
    const held = await at.recorded() // never arrived: it must not be carried out an hour later either
    expect(statuses(await exchange(at.daemon.authority, carriedOut))).toEqual([200])
    at.time.wall += 3_600_000
    expect(code(await exchange(at.daemon.authority, carriedOut))).toBe('clock-skew')
    for (let count = 0; count < 5; count++) await at.device.client.post('/v1/plans', {})
    at.time.wall -= 3_600_000
    const calls = at.daemon.calls.length
    expect(code(await exchange(at.daemon.authority, carriedOut))).toBe('epoch-wrong')
    expect(code(await exchange(at.daemon.authority, held))).toBe('epoch-wrong')
    expect(at.daemon.calls).toHaveLength(calls)
  })

  it('on the device alone is named, with what to do', async () => {
    await using at = await withClock()
    const { fields } = await signedParts(at.device, '/v1/plans', '{}', { created: Math.floor(at.time.wall / 1000) + 3600 })
    const received = await exchange(at.daemon.authority, requestText('POST /v1/plans', fields, '{}'))
    expect(received).toContain('3600 seconds ahead of time')
    expect(received).toContain('Set the clocks')
    expect(at.daemon.calls).toEqual([])
  })

  it('leaves a stream of events as it was: its frames are bound to the request, not to the time', async () => {
    await using at = await withClock()
    const seen: number[] = []
    const stop = new AbortController()
    at.daemon.events.publish({ type: 'reset' })
    await at.device.client.events(0, (_, cursor) => {
      seen.push(cursor)
      at.time.wall -= 7_200_000
      if (cursor === 1) at.daemon.events.publish({ type: 'reset' })
      else stop.abort()
    }, stop.signal).catch((error: unknown) => expect(error).toMatchObject({ name: 'AbortError' }))
    expect(seen).toEqual([1, 2])
  })
})
