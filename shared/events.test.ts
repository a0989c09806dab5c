import { beforeAll, describe, expect, it } from 'vitest'
import { toBytes } from './canonical.ts'
import { readFrames, signFrame, type Frame } from './events.ts'
import { generateDeviceKey } from './signature.ts'

const asked = 'cs=:a-request:'
let keys: CryptoKeyPair
let frames: string[]

beforeAll(async () => {
  keys = await generateDeviceKey()
  const made: Frame[] = [
    { sequence: 1, cursor: 6, type: 'open', json: '{"heartbeat":15}' },
    { sequence: 2, cursor: 7, type: 'plan', json: '{"id":"plan-1","text":"Größe\\nzwei"}' },
    { sequence: 3, cursor: 7, type: 'heartbeat', json: '{}' },
    { sequence: 4, cursor: 8, type: 'run', json: '{"id":"run-1"}' },
    { sequence: 5, cursor: 8, type: 'end', json: '{"reason":"stopping"}' },
  ]
  frames = await Promise.all(made.map((frame) => signFrame(keys.privateKey, frame, asked)))
})

/** Reads `text` in pieces of `size` bytes; the types of the frames that verified, and the code of the error that ended it. */
async function read(text: string | Uint8Array, { size = 7, signature = asked } = {}) {
  const bytes = typeof text === 'string' ? toBytes(text) : text
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  }
  const seen: string[] = []
  try {
    for await (const frame of readFrames(keys.publicKey, pieces(), signature)) seen.push(`${frame.type} ${frame.json}`)
    return { seen, code: null }
  } catch (error) {
    return { seen, code: (error as { code: string }).code }
  }
}

describe('a stream of signed frames', () => {
  it.each([1, 7, 100_000])('is read whole, whatever the pieces it arrives in (%i bytes)', async (size) => {
    const { seen, code } = await read(frames.join(''), { size })
    expect(code).toBeNull()
    expect(seen).toEqual([
      'open {"heartbeat":15}', 'plan {"id":"plan-1","text":"Größe\\nzwei"}', 'heartbeat {}', 'run {"id":"run-1"}', 'end {"reason":"stopping"}',
    ])
  })

  it('is plain server-sent events to whoever doesn\'t check signatures', () => {
    expect(frames[1]).toMatch(/^sequence: 2\nid: 7\nevent: plan\ndata: \{.*\}\nsignature: :[A-Za-z0-9+/]{86}==:\n\n$/)
  })

  it.each([
    ['dropped', () => [0, 1, 3, 4]],
    ['swapped', () => [0, 3, 2, 1, 4]],
    ['repeated', () => [0, 1, 1, 2, 3, 4]],
    ['missing at the start', () => [1, 2, 3, 4]],
  ])('ends where a frame is %s', async (_, order) => {
    const { seen, code } = await read(order().map((index) => frames[index]!).join(''))
    expect(code).toBe('stream-tampered')
    expect(seen.length).toBeLessThan(4)
  })

  it('ends where a frame was injected, or renumbered', async () => {
    const stranger = await generateDeviceKey()
    const injected = await signFrame(stranger.privateKey, { sequence: 3, cursor: 7, type: 'run', json: '{}' }, asked)
    expect(await read(frames[0]! + frames[1]! + injected)).toMatchObject({ code: 'stream-tampered', seen: { length: 2 } })
    expect(await read(frames[0]! + frames[3]!.replace('sequence: 4', 'sequence: 2'))).toMatchObject({ code: 'stream-tampered', seen: { length: 1 } })
    expect(await read(`${frames[0]!}event: run\ndata: {}\n\n`)).toMatchObject({ code: 'stream-tampered', seen: { length: 1 } })
  })

  it('ends where it was cut, at every byte', async () => {
    const whole = toBytes(frames.join(''))
    for (let length = 0; length < whole.length; length += 11) expect((await read(whole.subarray(0, length), { size: 4096 })).code).toBe('stream-truncated')
    expect((await read(whole.subarray(0, whole.length - 1), { size: 4096 })).code).toBe('stream-truncated')
  })

  it('ends where any byte was flipped', async () => {
    const whole = toBytes(frames.slice(0, 2).join(''))
    for (let at = 0; at < whole.length; at++) {
      const flipped = Uint8Array.from(whole)
      flipped[at]! ^= 1
      const { seen, code } = await read(flipped, { size: 4096 })
      expect(['stream-tampered', 'stream-truncated', 'not-utf8'], `byte ${at}`).toContain(code)
      expect(seen.length, `byte ${at}`).toBeLessThan(2)
    }
  })

  it('verifies for the request that it answers and no other', async () => {
    expect(await read(frames.join(''), { signature: 'cs=:another:' })).toEqual({ seen: [], code: 'stream-tampered' })
  })

  it('refuses a frame without end before it fills the memory', async () => {
    expect((await read('x'.repeat(5 * 1024 * 1024), { size: 1024 * 1024 })).code).toBe('stream-tampered')
  })

  it('never frames a line break', async () => {
    await expect(signFrame(keys.privateKey, { sequence: 1, cursor: 0, type: 'run', json: '{\n}' }, asked)).rejects.toThrow(TypeError)
  })
})
