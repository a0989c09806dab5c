/** Every route, with whatever anybody can send: a 4xx with a code, never a 5xx, and nothing reaches a room but what its schema takes. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { errorWire } from '../../shared/errors.ts'
import { unverifiedHello } from '../../shared/pair.ts'
import { routes, type Path } from '../../shared/wire.ts'
import { startDaemon, type PairedDevice, type TestDaemon } from '../protocol/daemon.ts'
import { mutated, samples } from '../protocol/samples.ts'
import { exchange, requestText, signedParts, statuses } from '../protocol/raw.ts'

let daemon: TestDaemon
let device: PairedDevice
let epoch: string
beforeAll(async () => {
  daemon = await startDaemon()
  device = await daemon.pairDevice(null)
  epoch = (await unverifiedHello(device.fetch, daemon.authority)).epoch
})
afterAll(() => daemon[Symbol.asyncDispose]())

const paths = Object.keys(routes) as Path[]
const unsigned = ['/v1/hello', '/v1/pair/start', '/v1/pair/finish']
/** Sends a body, signed, and checks what the answer must be and what must have reached a room. */
async function check(path: string, body: string, accepted: boolean): Promise<void> {
  const { fields } = await signedParts(device, path, body, { epoch })
  const received = await exchange(daemon.authority, requestText(`POST ${path}`, fields, body))
  const [status] = statuses(received)
  if (accepted) {
    expect(status, received.slice(0, 400)).toBe(200)
  } else {
    expect(status, received.slice(0, 400)).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
    const { error } = errorWire.parse(JSON.parse(received.slice(received.indexOf('\r\n\r\n') + 4)))
    expect(error.code).not.toBe('unexpected')
    expect(error.message).toMatch(/\.$/)
  }
  expect(daemon.calls.splice(0)).toHaveLength(accepted ? 1 : 0)
  expect(daemon.unexpected).toEqual([])
}

const runs = (numRuns: number) => ({ seed: 7, numRuns })

describe('every route', () => {
  it.each(paths)('%s takes its own sample, and of changed ones exactly those that fit its schema', async (path) => {
    await check(path, JSON.stringify(samples[path]), true)
    await fc.assert(fc.asyncProperty(fc.nat(100), fc.jsonValue({ maxDepth: 3 }), async (place, by) => {
      const body = JSON.stringify(mutated(samples[path], place, by))
      await check(path, body, routes[path].request.safeParse(JSON.parse(body)).success)
    }), runs(25))
  })

  it.each([...unsigned, '/v1/events', '/v1/nowhere'])('%s refuses what it does not know', async (path) => {
    await fc.assert(fc.asyncProperty(fc.jsonValue({ maxDepth: 3 }), (value) => check(path, JSON.stringify(value), false)), runs(25))
  })

  it('refuses bodies that are no JSON, or no text at all', async () => {
    const anyPath = fc.constantFrom(...paths, ...unsigned)
    await fc.assert(fc.asyncProperty(anyPath, fc.string({ unit: 'binary-ascii', maxLength: 50 }), async (path, text) => {
      fc.pre(!isJson(text))
      await check(path, text, false)
    }), runs(50))
  })

  it.each([
    ['deep nesting', '['.repeat(200_000) + ']'.repeat(200_000)], ['deep objects', '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000)],
    ['a megabyte of digits', '9'.repeat(1_000_000)], ['keys of prototypes', '{"__proto__":{"limit":1},"constructor":{"prototype":{}}}'],
    ['a doubled key', '{"limit":"x","limit":[]}'], ['a number beyond every number', '{"limit":1e999}'], ['half a character', '{"limit":"\\ud800"}'], ['nothing', ''],
  ])('refuses %s', async (_, body) => check('/v1/plans', body, false))

  it('refuses 10 MB by its length alone', async () => {
    const { fields } = await signedParts(device, '/v1/plans', '{}', { epoch })
    const large = fields.map(([name, value]): [string, string] => [name, name === 'Content-Length' ? '10485760' : value])
    expect(statuses(await exchange(daemon.authority, requestText('POST /v1/plans', large, 'x'.repeat(100_000))))).toEqual([413])
    expect(daemon.calls).toEqual([])
  })
})

describe('any head of a request', () => {
  const token = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,20}$/)
  const value = fc.string({ unit: 'binary-ascii', maxLength: 60 })
  const known = fc.constantFrom(
    'Host', 'Origin', 'Content-Type', 'Content-Length', 'Transfer-Encoding', 'Content-Digest', 'Signature', 'Signature-Input', 'Expect', 'Connection', 'Upgrade',
  )

  it('is answered by a 4xx, or by the end of the connection', async () => {
    const method = fc.oneof(fc.constantFrom('POST', 'GET', 'OPTIONS'), token)
    const target = fc.oneof(fc.constantFrom<string>(...paths, ...unsigned), fc.webPath(), value)
    const field = fc.tuple(fc.oneof(known, token), fc.oneof(fc.constantFrom(daemon.authority, 'application/json', '2', 'chunked'), value))
    await fc.assert(fc.asyncProperty(method, target, fc.array(field, { maxLength: 12 }), async (line, path, fields) => {
      const received = await exchange(daemon.authority, Buffer.from(requestText(`${line} ${path}`, fields, '{}'), 'latin1'))
      const final = statuses(received).filter((status) => status !== 100) // 100 Continue says nothing yet
      for (const status of final) expect(Math.floor(status / 100), received.slice(0, 300)).toBe(4)
      expect(daemon.calls).toEqual([])
      expect(daemon.unexpected).toEqual([])
    }), runs(150))
  })
})

describe('a room that fails in a way nobody foresaw', () => {
  it('is answered by a code, with nothing of the error in it, and the daemon\'s own log has it', async () => {
    await using failing = await startDaemon({ answers: { '/v1/plans': () => { throw new TypeError('hunter2 at /home/ada/secret.ts') } } })
    const { client } = await failing.pairDevice(null)
    const refusal = await client.post('/v1/plans', {}).catch((error: unknown) => error)
    expect(refusal).toMatchObject({ code: 'unexpected' })
    expect(String(refusal)).not.toContain('hunter2')
    expect(failing.unexpected).toHaveLength(1)
  })
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false // that is the question
  }
}
