/** Somebody between the daemon and a client who drops, moves, cuts, invents, borrows or holds back events of a stream. */
import { describe, expect, it } from 'vitest'
import { createClient } from '../../shared/client.ts'
import type { Fetch } from '../../shared/exchange.ts'
import { generateDeviceKey } from '../../shared/signature.ts'
import { signFrame } from '../../shared/events.ts'
import { startDaemon, type PairedDevice, type TestDaemon } from '../protocol/daemon.ts'

/** Passes the frames of a stream through `change`, each with its number from 0; what it returns is what the client gets instead. */
function between(device: PairedDevice, change: (frame: string, number: number) => string | Promise<string> | null): Fetch {
  return async (url, init) => {
    const response = await device.fetch(url, init)
    if (!url.endsWith('/v1/events') || response.body === null) return response
    let pending = ''
    let number = 0
    const changed = new TransformStream<Uint8Array, Uint8Array>({
      async transform(chunk, controller) {
        pending += new TextDecoder().decode(chunk)
        for (let end = pending.indexOf('\n\n'); end >= 0; end = pending.indexOf('\n\n')) {
          const result = await change(pending.slice(0, end + 2), number++)
          pending = pending.slice(end + 2)
          if (result === null) controller.terminate()
          else controller.enqueue(new TextEncoder().encode(result))
        }
      },
    })
    return new Response(response.body.pipeThrough(changed), response)
  }
}

/** What a client makes of three events that were sent, when `change` stands between: the cursors it was given, and how it ended. */
async function follow(daemon: TestDaemon, device: PairedDevice, change: Parameters<typeof between>[1]) {
  const seen: number[] = []
  const stop = new AbortController()
  const client = createClient({ ...device.pairing, fetch: between(device, change), deviceKey: device.keys.privateKey })
  const ended = client.events(0, (_, cursor) => {
    seen.push(cursor)
    if (cursor === 3) stop.abort()
  }, stop.signal)
  const verdict = await ended.catch((error: unknown) => (error as { code: string }).code)
  return { seen, verdict: stop.signal.aborted ? 'all' : verdict }
}

async function threeEvents(heartbeat?: number) {
  const daemon = await startDaemon(heartbeat === undefined ? {} : { heartbeat })
  const device = await daemon.pairDevice(null)
  for (let count = 0; count < 3; count++) daemon.events.publish({ type: 'reset' })
  return { daemon, device, [Symbol.asyncDispose]: () => daemon[Symbol.asyncDispose]() }
}

describe('a stream of events', () => {
  it('arrives whole when nobody touches it, its first frame being the daemon\'s own', async () => {
    await using at = await threeEvents()
    expect(await follow(at.daemon, at.device, (frame) => frame)).toEqual({ seen: [1, 2, 3], verdict: 'all' })
  })

  it.each([0, 1, 2])('with frame %i dropped ends there', async (dropped) => {
    await using at = await threeEvents()
    const { seen, verdict } = await follow(at.daemon, at.device, (frame, number) => (number === dropped ? '' : frame))
    expect(verdict).toBe('stream-tampered')
    expect(seen).toEqual([1, 2, 3].slice(0, Math.max(0, dropped - 1)))
  })

  it('with two frames swapped ends there', async () => {
    await using at = await threeEvents()
    let held = ''
    const { seen, verdict } = await follow(at.daemon, at.device, (frame, number) => {
      if (number !== 1) return number === 2 ? frame + held : frame
      held = frame
      return ''
    })
    expect({ seen, verdict }).toEqual({ seen: [], verdict: 'stream-tampered' })
  })

  it('with a frame repeated ends there', async () => {
    await using at = await threeEvents()
    expect(await follow(at.daemon, at.device, (frame, number) => (number === 1 ? frame + frame : frame))).toEqual({ seen: [1], verdict: 'stream-tampered' })
  })

  it('with a frame of somebody else\'s making injected ends there', async () => {
    await using at = await threeEvents()
    const stranger = await generateDeviceKey()
    const forged = await signFrame(stranger.privateKey, { sequence: 3, cursor: 2, type: 'reset', json: '{"type":"reset"}' }, 'cs=:x:')
    const { seen, verdict } = await follow(at.daemon, at.device, (frame, number) => (number === 1 ? frame + forged : frame))
    expect({ seen, verdict }).toEqual({ seen: [1], verdict: 'stream-tampered' })
  })

  it('with a genuine frame of another stream injected ends there', async () => {
    await using at = await threeEvents()
    const others: string[] = []
    await follow(at.daemon, at.device, (frame) => {
      others.push(frame)
      return frame
    })
    const { seen, verdict } = await follow(at.daemon, at.device, (frame, number) => (number === 1 ? (others[1] ?? '') : frame))
    expect({ seen, verdict }).toEqual({ seen: [], verdict: 'stream-tampered' })
  })

  it('that is cut, before its first frame or after any other, is known to be cut', async () => {
    await using at = await threeEvents()
    for (const cut of [0, 1, 2, 3]) {
      const { seen, verdict } = await follow(at.daemon, at.device, (frame, number) => (number >= cut ? null : frame))
      expect(verdict, `cut at ${cut}`).toBe('stream-truncated')
      expect(seen).toEqual([1, 2, 3].slice(0, Math.max(0, cut - 1)))
    }
  })

  it('that is cut and closed with an end of somebody else\'s making is known to be cut', async () => {
    await using at = await threeEvents()
    const end = 'sequence: 2\nid: 0\nevent: end\ndata: {"reason":"stopping"}\nsignature: :' + 'A'.repeat(86) + '==:\n\n'
    expect(await follow(at.daemon, at.device, (frame, number) => (number === 0 ? frame + end : null))).toEqual({ seen: [], verdict: 'stream-tampered' })
  })

  it('that somebody holds open and feeds nothing is given up', async () => {
    await using at = await threeEvents(0.1)
    expect(await follow(at.daemon, at.device, (frame, number) => (number < 2 ? frame : ''))).toEqual({ seen: [1], verdict: 'stream-stalled' })
  })
})

describe('a revoked device', () => {
  it('loses its stream at once, with a signed reason, and is refused from then on, signed', async () => {
    await using at = await threeEvents()
    const other = await at.daemon.pairDevice(null)
    const revoke = () => at.daemon.devices.revoke(at.device.pairing.deviceId, { person: 'Ada', device: other.pairing.deviceId, via: 'terminal' })
    const seen: number[] = []
    const reason = await at.device.client.events(0, (_, cursor) => {
      seen.push(cursor)
      if (cursor !== 3) return
      revoke()
      at.daemon.events.publish({ type: 'reset' }) // happens after the revocation: not for this device any more
    }, new AbortController().signal)
    expect({ reason, seen }).toEqual({ reason: 'revoked', seen: [1, 2, 3] })
    await expect(at.device.client.post('/v1/plans', {})).rejects.toMatchObject({ code: 'device-revoked' })
    await expect(at.device.client.events(0, () => {}, new AbortController().signal)).rejects.toMatchObject({ code: 'device-revoked' })
    expect(at.daemon.calls).toEqual([])
    expect(await other.client.post('/v1/plans', {})).toEqual({ plans: [] })
  })
})
