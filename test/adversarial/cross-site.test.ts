/** A web page, a sandboxed frame or another extension that sends requests to the daemon from the person's own browser. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { extension, fetchFrom, startDaemon, type PairedDevice, type TestDaemon } from '../protocol/daemon.ts'
import { code, exchange, requestText, signedParts, statuses } from '../protocol/raw.ts'

let daemon: TestDaemon
let device: PairedDevice
beforeAll(async () => {
  daemon = await startDaemon()
  device = await daemon.pairDevice(extension)
})
afterAll(() => daemon[Symbol.asyncDispose]())

const otherExtension = `chrome-extension://${'b'.repeat(32)}`
const withoutSignature = (fields: [string, string][]) => fields.filter(([name]) => !name.startsWith('Signature'))

async function send(line: string, change: (fields: [string, string][]) => [string, string][], body = '{}'): Promise<string> {
  const { fields } = await signedParts(device, '/v1/plans', body)
  return exchange(daemon.authority, requestText(line, change([...fields, ['Origin', extension]]), body))
}
const replaced = (name: string, ...values: string[]) => (fields: [string, string][]): [string, string][] =>
  [...fields.filter(([each]) => each !== name), ...values.map((value): [string, string] => [name, value])]

describe('a cross-site POST', () => {
  it.each([
    'text/plain', 'text/plain;charset=UTF-8', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/json', 'application/csp-report',
    'application/reports+json', 'text/xml', 'application/octet-stream', '',
  ])('as %j is refused by its origin, before anything else is looked at', async (type) => {
    const received = await send('POST /v1/plans', (fields) => replaced('Origin', 'https://evil.example')(replaced('Content-Type', type)(withoutSignature(fields))))
    expect(statuses(received)).toEqual([403])
    expect(code(received)).toBe('origin-refused')
    expect(daemon.calls).toEqual([])
  })

  it.each([
    'null', 'https://evil.example', 'http://127.0.0.1', 'http://localhost', 'file://', 'chrome://settings', 'chrome-extension://', `${extension}.evil.example`, `${extension} `,
    `https://evil.example/${extension}`, extension.toUpperCase(), 'moz-extension://603715CF-F9F0-4157-8295-EDE78487C3B6', `${extension},https://evil.example`,
  ])('from %j is refused even if it were signed', async (origin) => {
    // Trailing blanks are no part of a field's value (RFC 9110 section 5.5): that spelling is the true origin.
    const expected = origin.trim() === extension ? [200] : [403]
    expect(statuses(await send('POST /v1/plans', replaced('Origin', origin)))).toEqual(expected)
    expect(daemon.calls.splice(0)).toHaveLength(expected[0] === 200 ? 1 : 0)
  })

  it('with two origins, or with none but from a browser, is refused', async () => {
    expect(code(await send('POST /v1/plans', replaced('Origin', extension, 'https://evil.example')))).toBe('malformed-request')
    expect(code(await send('POST /v1/plans', replaced('Origin', 'https://evil.example', extension)))).toBe('origin-refused')
    expect(code(await send('POST /v1/plans', (fields) => [...replaced('Origin')(fields), ['Sec-Fetch-Site', 'cross-site']]))).toBe('origin-refused')
    expect(daemon.calls).toEqual([])
  })

  it('is never made possible by the answer: no CORS field, no preflight, on anything', async () => {
    const preflight = await send('OPTIONS /v1/plans', (fields) => [
      ...replaced('Origin', 'https://evil.example')(withoutSignature(fields)), ['Access-Control-Request-Method', 'POST'], ['Access-Control-Request-Private-Network', 'true'],
    ])
    expect(statuses(preflight)).toEqual([403])
    const own = await send('OPTIONS /v1/plans', (fields) => withoutSignature(fields))
    expect(statuses(own)).toEqual([405])
    const good = await send('POST /v1/plans', (fields) => fields)
    expect(statuses(good)).toEqual([200])
    for (const received of [preflight, own, good]) expect(received.toLowerCase()).not.toContain('access-control-')
    daemon.calls.length = 0
  })
})

describe('another method', () => {
  it.each(['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'TRACE', 'OPTIONS', 'PROPFIND'])('%s is refused', async (method) => {
    expect(statuses(await send(`${method} /v1/plans`, (fields) => fields))).toEqual([405])
    expect(daemon.calls).toEqual([])
  })

  it.each(['CONNECT 127.0.0.1:22', 'BREW /v1/plans', 'post /v1/plans', 'PRI *'])('%s ends the connection', async (line) => {
    expect(statuses(await send(line, (fields) => fields)).every((status) => status >= 400 && status < 500)).toBe(true)
    expect(daemon.calls).toEqual([])
  })

  it('an upgrade to a WebSocket is not one', async () => {
    const received = await send('GET /v1/events', (fields) => [
      ...fields, ['Connection', 'Upgrade'], ['Upgrade', 'websocket'], ['Sec-WebSocket-Version', '13'], ['Sec-WebSocket-Key', 'AAAAAAAAAAAAAAAAAAAAAA=='],
    ])
    expect(statuses(received)).toEqual([405])
  })
})

describe('another extension', () => {
  it('can\'t use a device that was paired by this one, even with its key', async () => {
    const received = await send('POST /v1/plans', replaced('Origin', otherExtension))
    expect(statuses(received)).toEqual([403])
    expect(code(received)).toBe('origin-mismatch')
    expect(code(await send('POST /v1/plans', replaced('Origin')))).toBe('origin-mismatch')
    expect(daemon.calls).toEqual([])
  })

  it('learns from hello that a daemon is there, and nothing else', async () => {
    const answer = await fetchFrom(otherExtension)(`http://${daemon.authority}/v1/devices`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })
    expect(answer.status).toBe(401)
    expect(await answer.json()).toMatchObject({ error: { code: 'signature-missing' } })
    expect(daemon.calls).toEqual([])
  })
})
