/** Somebody who wants to be paired without having seen the code: by guessing, often or at once, uninvited, or with odd points. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { randomText, toBase64Url } from '../../shared/base64.ts'
import { toBytes } from '../../shared/canonical.ts'
import { share } from '../../shared/cpace.ts'
import { pair } from '../../shared/pair.ts'
import { pairingExchange } from '../../shared/pairing.ts'
import { contentDigest, generateDeviceKey } from '../../shared/signature.ts'
import { extension, fetchFrom, startDaemon, type TestDaemon } from '../protocol/daemon.ts'

let daemon: TestDaemon
const time = { wall: Date.now(), monotonic: 0 }
const pass = (seconds: number) => {
  time.wall += seconds * 1000
  time.monotonic += seconds * 1000
}
beforeEach(async () => {
  daemon = await startDaemon({ clock: { wall: () => time.wall, monotonic: () => time.monotonic } })
})
afterEach(() => daemon[Symbol.asyncDispose]())

async function attempt(code: string, origin: string | null = null): Promise<string> {
  const deviceKey = await generateDeviceKey()
  return pair({ code, name: 'Laptop', person: 'Ada', origin, authority: daemon.authority, fetch: fetchFrom(origin), deviceKey })
    .then(() => 'paired', (error: unknown) => (error as { code: string }).code)
}

async function post(path: string, value: unknown, origin: string | null = null) {
  const body = JSON.stringify(value)
  const headers = { 'content-type': 'application/json', 'content-digest': contentDigest(toBytes(body)) }
  const response = await fetchFrom(origin)(`http://${daemon.authority}${path}`, { method: 'POST', headers, body })
  return { status: response.status, json: (await response.json()) as { error?: { code: string }, point?: string } }
}

const statement = (change: object = {}) => ({
  role: 'device', protocol: 'countersign/1', publicKey: randomText(32), name: 'Laptop', person: 'Ada', origin: null, authority: daemon.authority, ...change,
})
const start = (session = randomText(16), change: object = {}) => {
  const point = toBase64Url(share(pairingExchange('00000000', daemon.authority, Buffer.from(session, 'base64url'))).point)
  return { session, point, device: statement(), ...change }
}

/** A code that is not the one: its first symbol is another. */
const wrong = (code: string) => (code.startsWith('0') ? '1' : '0') + code.slice(1)

describe('guessing a pairing code', () => {
  it('works for the one who has seen it, even after two who had not', async () => {
    const code = daemon.openPairing()
    expect([await attempt(wrong(code)), await attempt(wrong(code)), await attempt(code)]).toEqual(['pairing-wrong-code', 'pairing-wrong-code', 'paired'])
    expect(daemon.devices.list()).toHaveLength(1)
  })

  it('ends after three: then the right code is refused as well, and the operator was told each time', async () => {
    const code = daemon.openPairing()
    for (let tries = 0; tries < 3; tries++) expect(await attempt(wrong(code))).toBe('pairing-wrong-code')
    expect(await attempt(code)).toBe('pairing-closed')
    expect(daemon.pairing.state).toBe('closed')
    expect(daemon.printed.filter((line) => line.includes('tried a wrong code'))).toHaveLength(3)
    expect(daemon.devices.list()).toEqual([])
  })

  it('at once, fifty times, counts together: three get to guess', async () => {
    const code = daemon.openPairing()
    const verdicts = await Promise.all(Array.from({ length: 50 }, () => attempt(wrong(code))))
    expect(verdicts.filter((verdict) => verdict === 'pairing-wrong-code')).toHaveLength(3)
    expect(verdicts.filter((verdict) => verdict === 'pairing-closed')).toHaveLength(47)
  })

  it('by many openings of a conversation that are never finished uses up the tries just the same', async () => {
    daemon.openPairing()
    const statuses = []
    for (let count = 0; count < 5; count++) statuses.push((await post('/v1/pair/start', start())).status)
    expect(statuses).toEqual([200, 200, 200, 403, 403])
  })

  it('many times within one conversation is not possible: the first wrong tag ends it', async () => {
    daemon.openPairing()
    const { session } = start()
    expect((await post('/v1/pair/start', start(session))).status).toBe(200)
    expect((await post('/v1/pair/finish', { session, tag: randomText(64) })).json.error?.code).toBe('pairing-wrong-code')
    for (let count = 0; count < 5; count++) expect((await post('/v1/pair/finish', { session, tag: randomText(64) })).json.error?.code).toBe('pairing-closed')
  })

  it('with the daemon\'s own share or tag sent back gets nowhere', async () => {
    daemon.openPairing()
    const first = start()
    const answer = await post('/v1/pair/start', first)
    expect(await post('/v1/pair/start', { ...start(first.session), point: answer.json.point })).toMatchObject({ json: { error: { code: 'pairing-wrong-code' } } })
    const second = start()
    await post('/v1/pair/start', { ...second, point: answer.json.point })
    expect(await post('/v1/pair/finish', { session: second.session, tag: randomText(64) })).toMatchObject({ status: 403 })
    expect(daemon.devices.list()).toEqual([])
  })

  it.each([
    ['the neutral element', new Uint8Array(32)],
    ['no canonical encoding', new Uint8Array(32).fill(0xff)],
    ['a negative field element', new Uint8Array(32).fill(1)],
  ])('with %s as a share uses up a try and learns nothing', async (_, bytes) => {
    daemon.openPairing()
    expect((await post('/v1/pair/start', { ...start(), point: toBase64Url(bytes) })).json.error?.code).toBe('pairing-wrong-code')
  })
})

describe('pairing while nobody asked for it', () => {
  it('is refused before the first code, after a code was used, and after it expired', async () => {
    expect((await post('/v1/pair/start', start())).json.error?.code).toBe('pairing-closed')
    const code = daemon.openPairing()
    expect(await attempt(code)).toBe('paired')
    expect(await attempt(code)).toBe('pairing-closed')
    const later = daemon.openPairing()
    pass(120)
    expect(await attempt(later)).toBe('pairing-closed')
    expect(daemon.devices.list()).toHaveLength(1)
  })

  it('is refused where it began in time and ends too late', async () => {
    daemon.openPairing()
    const { session } = start()
    await post('/v1/pair/start', start(session))
    pass(121)
    expect((await post('/v1/pair/finish', { session, tag: randomText(64) })).json.error?.code).toBe('pairing-closed')
  })

  it('is not made possible by a clock that goes back or stands still, and a leap ahead only ends it', async () => {
    const code = daemon.openPairing()
    pass(60)
    time.wall -= 86_400_000
    pass(60)
    expect(await attempt(code)).toBe('pairing-closed')
    const next = daemon.openPairing()
    time.wall += 86_400_000
    expect(await attempt(next)).toBe('pairing-closed')
  })

  it('with the code from before is refused once a new one was printed', async () => {
    const old = daemon.openPairing()
    const code = daemon.openPairing()
    expect(await attempt(old)).toBe('pairing-wrong-code')
    expect(await attempt(code)).toBe('paired')
  })
})

describe('pairing as somebody else', () => {
  it('with a statement of another origin or address than the request\'s is refused, and counts', async () => {
    daemon.openPairing()
    for (const change of [{ origin: extension }, { authority: '127.0.0.1:1' }]) {
      expect((await post('/v1/pair/start', { ...start(), device: statement(change) })).json.error?.code).toBe('pairing-wrong-code')
    }
    expect((await post('/v1/pair/start', start(), extension)).json.error?.code).toBe('pairing-wrong-code')
    expect(daemon.pairing.state).toBe('closed')
  })

  it.each([{ name: '\u001b[2J' }, { name: 'a\u202eb' }, { name: '' }, { person: 'x'.repeat(65) }, { role: 'daemon' }, { protocol: 'countersign/0' }, { publicKey: 'AAAA' }, { extra: 1 }])(
    'with a statement like %j is refused and uses up no try', async (change) => {
      daemon.openPairing()
      expect((await post('/v1/pair/start', { ...start(), device: statement(change) })).json.error?.code).toBe('body-invalid')
      expect(daemon.pairing.state).toBe('open')
    },
  )

  it('from a web page\'s origin is refused before anything else', async () => {
    daemon.openPairing()
    expect((await post('/v1/pair/start', start(), 'https://evil.example')).json.error?.code).toBe('origin-refused')
    expect((await post('/v1/hello', { nonce: randomText(16) }, 'null')).json.error?.code).toBe('origin-refused')
  })
})
