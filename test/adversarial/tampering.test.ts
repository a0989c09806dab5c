/** Somebody between the two ends who changes bits: of a signed request, and of a signed answer, each byte of them in turn. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createClient } from '../../shared/client.ts'
import { CountersignError } from '../../shared/errors.ts'
import { unverifiedHello } from '../../shared/pair.ts'
import { startDaemon, type PairedDevice, type TestDaemon } from '../protocol/daemon.ts'
import { exchange, requestText, signedParts, startMirror, statuses, tamperedFetch } from '../protocol/raw.ts'

let daemon: TestDaemon
let device: PairedDevice
const plan = { plans: [] }
beforeAll(async () => {
  daemon = await startDaemon({ answers: { '/v1/plans': () => plan } })
  device = await daemon.pairDevice(null)
})
afterAll(() => daemon[Symbol.asyncDispose]())

function flipped(bytes: Buffer, at: number, mask: number): Buffer {
  const changed = Buffer.from(bytes)
  changed[at] = (changed[at] ?? 0) ^ mask
  return changed
}

/** The stretches of a message that a signature covers: a flip in one of them must be noticed. */
function covered(message: string, ...stretches: RegExp[]): boolean[] {
  const marks: boolean[] = new Array(message.length).fill(false)
  for (const stretch of stretches) {
    const match = stretch.exec(message)
    if (match === null) throw new Error(`nothing fits ${String(stretch)}`)
    marks.fill(true, match.index, match.index + match[0].length)
  }
  return marks
}

describe('a flipped bit', () => {
  it.each([1, 0x20])('in any byte of a signed request reaches no room, or changes nothing in what reaches it (bit %i)', async (mask) => {
    const { epoch } = await unverifiedHello(device.fetch, daemon.authority)
    const body = '{"limit":3}'
    const make = async () => Buffer.from(requestText('POST /v1/plans', (await signedParts(device, '/v1/plans', body, { epoch })).fields, body))
    const sample = (await make()).toString()
    const marks = covered(
      sample, /^POST \/v1\/plans/, /(?<=Host: )[^\r]*/, /(?<=Content-Digest: )[^\r]*/, /(?<=Signature-Input: )[^\r]*/, /(?<=Signature: )[^\r]*/, /\{"limit":3\}$/,
    )
    let passed = 0
    for (let at = 0; at < sample.length; at++) {
      const received = await exchange(daemon.authority, flipped(await make(), at, mask))
      const calls = daemon.calls.splice(0)
      for (const call of calls) expect(call, `byte ${at}`).toMatchObject({ path: '/v1/plans', request: { limit: 3 }, actor: { device: device.pairing.deviceId } })
      if (marks[at] === true) expect(calls, `byte ${at}: ${sample.slice(at - 10, at + 10)}`).toEqual([])
      if (calls.length === 0) for (const status of statuses(received)) expect(status, `byte ${at}`).toBeGreaterThanOrEqual(400)
      passed += calls.length
    }
    expect(passed).toBeLessThan(sample.length / 3) // names of fields in another case, blanks, fields that decide nothing
    expect(daemon.unexpected).toEqual([])
  }, 120_000)

  it('in any byte of a signed answer makes the client refuse it, or changes nothing in what it returns', async () => {
    await using mirror = await startMirror()
    let at = 0
    let sample = ''
    const fetch = tamperedFetch(device, '/v1/plans', mirror, (answer) => {
      sample = answer.toString('latin1')
      return flipped(answer, at, 1)
    })
    const client = createClient({ ...device.pairing, fetch, deviceKey: device.keys.privateKey })
    const verdicts: string[] = []
    do {
      const verdict = await client.post('/v1/plans', {}).then(
        (answer) => JSON.stringify(answer),
        (error: unknown) => (error instanceof CountersignError ? error.code : String(error)),
      )
      verdicts.push(verdict)
      expect(verdict, `byte ${at}: ${sample.slice(at - 10, at + 10)}`).toMatch(/^(?:\{"plans":\[\]\}|daemon-unverified|answer-broken)$/)
      at += 1
    } while (at < sample.length)
    const marks = covered(
      sample, /(?<=^HTTP\/1\.1 )200/, /(?<=content-digest: )[^\r]*/i, /(?<=signature-input: )[^\r]*/i, /(?<=signature: )[^\r]*/i, /\{"plans":\[\]\}$/,
    )
    marks.forEach((mark, index) => {
      if (mark) expect(verdicts[index], `byte ${index}: ${sample.slice(index - 10, index + 10)}`).not.toContain('plans')
    })
  }, 120_000)

  it('is not what makes those refusals: unchanged, both pass', async () => {
    await using mirror = await startMirror()
    const client = createClient({ ...device.pairing, fetch: tamperedFetch(device, '/v1/plans', mirror, (answer) => answer), deviceKey: device.keys.privateKey })
    expect(await client.post('/v1/plans', {})).toEqual(plan)
  })
})
