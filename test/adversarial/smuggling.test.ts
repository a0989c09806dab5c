/** Request smuggling: one stream of bytes that two readers divide differently, so that a second request hides in the first one's body. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDaemon, type PairedDevice, type TestDaemon } from '../protocol/daemon.ts'
import { exchange, requestText, signedParts, statuses } from '../protocol/raw.ts'

let daemon: TestDaemon
let device: PairedDevice
beforeAll(async () => {
  daemon = await startDaemon()
  device = await daemon.pairDevice(null)
})
afterAll(() => daemon[Symbol.asyncDispose]())

type Fields = [string, string][]
const set = (fields: Fields, name: string, value: string): Fields => fields.map((each) => (each[0] === name ? [name, value] : each))

/** Each shape gets the fields of a valid request with an empty object for a body, and a whole second request to hide. */
const shapes: Record<string, (fields: Fields, hidden: string) => string> = {
  'both lengths, Content-Length first': (fields, hidden) => requestText('POST /v1/plans', [...fields, ['Transfer-Encoding', 'chunked']], `0\r\n\r\n${hidden}`),
  'both lengths, Transfer-Encoding first': (fields, hidden) => requestText('POST /v1/plans', [['Transfer-Encoding', 'chunked'], ...fields], `0\r\n\r\n${hidden}`),
  'chunked alone': (fields, hidden) =>
    requestText('POST /v1/plans', [...fields.filter(([name]) => name !== 'Content-Length'), ['Transfer-Encoding', 'chunked']], `2\r\n{}\r\n0\r\n\r\n${hidden}`),
  'a misspelt encoding': (fields, hidden) => requestText('POST /v1/plans', [...fields, ['Transfer-Encoding', 'xchunked']], `{}${hidden}`),
  'an encoding after a tab': (fields, hidden) => requestText('POST /v1/plans', [...fields, ['Transfer-Encoding', '\tchunked']], `0\r\n\r\n${hidden}`),
  'a blank before the colon': (fields, hidden) => requestText('POST /v1/plans', [...fields, ['Transfer-Encoding ', 'chunked']], `0\r\n\r\n${hidden}`),
  'two encodings': (fields, hidden) => requestText('POST /v1/plans', [...fields, ['Transfer-Encoding', 'identity, chunked']], `0\r\n\r\n${hidden}`),
  'an encoding named twice': (fields, hidden) =>
    requestText('POST /v1/plans', [...fields, ['Transfer-Encoding', 'chunked'], ['Transfer-Encoding', 'identity']], `0\r\n\r\n${hidden}`),
  'two lengths': (fields, hidden) => requestText('POST /v1/plans', [...fields, ['Content-Length', String(2 + hidden.length)]], `{}${hidden}`),
  'two lengths in one field': (fields, hidden) => requestText('POST /v1/plans', set(fields, 'Content-Length', `2, ${2 + hidden.length}`), `{}${hidden}`),
  'a signed length': (fields, hidden) => requestText('POST /v1/plans', set(fields, 'Content-Length', '+2'), `{}${hidden}`),
  'a negative length': (fields, hidden) => requestText('POST /v1/plans', set(fields, 'Content-Length', '-2'), `{}${hidden}`),
  'a hexadecimal length': (fields, hidden) => requestText('POST /v1/plans', set(fields, 'Content-Length', '0x2'), `{}${hidden}`),
  'a length beyond every number': (fields, hidden) => requestText('POST /v1/plans', set(fields, 'Content-Length', '99999999999999999999'), `{}${hidden}`),
  'no length': (fields, hidden) => requestText('POST /v1/plans', fields.filter(([name]) => name !== 'Content-Length'), hidden),
  'a folded field': (fields, hidden) => requestText('POST /v1/plans', [...fields, ['X-Folded', 'a\r\n Transfer-Encoding: chunked']], `0\r\n\r\n${hidden}`),
  'lines that end in a bare line feed': (fields, hidden) => requestText('POST /v1/plans', fields, '{}').replaceAll('\r\n', '\n') + hidden,
  'a bare carriage return in a field': (fields, hidden) => requestText('POST /v1/plans', [...fields, ['X', 'a\rTransfer-Encoding: chunked']], `0\r\n\r\n${hidden}`),
  'a null byte in a field': (fields, hidden) => requestText('POST /v1/plans', [...fields, ['X', 'a\u0000b']], `{}${hidden}`),
  'blanks before the method': (fields, hidden) => ` ${requestText('POST /v1/plans', fields, '{}')}${hidden}`,
  'a request line with a line feed in it': (fields, hidden) => requestText('POST /v1/plans\nX: y', fields, '{}') + hidden,
}

describe('request smuggling', () => {
  it.each(Object.entries(shapes))('by %s is refused, and the hidden request is never answered', async (_, shape) => {
    const { fields } = await signedParts(device, '/v1/plans', '{}')
    const hidden = await signedParts(device, '/v1/devices', '{}')
    const received = await exchange(daemon.authority, shape(fields, requestText('POST /v1/devices', hidden.fields, hidden.body)))
    const answered = statuses(received)
    expect(answered.length).toBeLessThanOrEqual(1)
    expect(answered.every((status) => status >= 400 && status < 500), received.slice(0, 300)).toBe(true)
    expect(daemon.calls.splice(0)).toEqual([])
  })

  it('is not what two honest requests in a row are: both are answered, each for itself', async () => {
    const [one, two] = [await signedParts(device, '/v1/plans', '{}'), await signedParts(device, '/v1/devices', '{}')]
    const received = await exchange(daemon.authority, requestText('POST /v1/plans', one.fields, one.body) + requestText('POST /v1/devices', two.fields, two.body))
    expect(statuses(received)).toEqual([200, 200])
    expect(daemon.calls.splice(0).map(({ path }) => path)).toEqual(['/v1/plans', '/v1/devices'])
  })

  it('does not work through a body that is shorter or longer than its length', async () => {
    const { fields } = await signedParts(device, '/v1/plans', '{}')
    expect(statuses(await exchange(daemon.authority, requestText('POST /v1/plans', fields, '{'))).every((status) => status >= 400 && status < 500)).toBe(true)
    const longer = await signedParts(device, '/v1/plans', '{}')
    const received = await exchange(daemon.authority, requestText('POST /v1/plans', longer.fields, '{}GARBAGE'))
    // The connection ends. A 400 would be taken for the answer to the first request, which may well have been carried out.
    expect(statuses(received).filter((status) => status !== 200)).toEqual([])
    expect(daemon.calls.splice(0).length).toBeLessThanOrEqual(1)
  })
})
