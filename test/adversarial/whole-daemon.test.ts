/** The daemon with all its rooms and every route of it, given what fits or almost fits: an answer or a code, never a defect, no change. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { assemble, type Daemon } from '../../daemon/assembly.ts'
import { createClient } from '../../shared/client.ts'
import { pair, unverifiedHello } from '../../shared/pair.ts'
import { generateDeviceKey } from '../../shared/signature.ts'
import { routes, type Path } from '../../shared/wire.ts'
import type { PairedDevice } from '../protocol/daemon.ts'
import { code, exchange, requestText, signedParts, statuses } from '../protocol/raw.ts'
import { mutated, samples } from '../protocol/samples.ts'

const home = mkdtempSync(join(tmpdir(), 'whole-'))
const printed: string[] = []
let daemon: Daemon
let device: PairedDevice
let epoch: string
beforeAll(async () => {
  daemon = await assemble(home, { port: 0, sandbox: false, sandboxPort: 0 }, { isTTY: true, write: (text: string) => printed.push(text) })
  const keys = await generateDeviceKey()
  const typed = /[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(printed.join(''))?.[0] ?? ''
  const pairing = await pair({ code: typed, name: 'Test', person: 'Ada', origin: null, authority: daemon.authority, fetch, deviceKey: keys })
  device = { client: createClient({ ...pairing, fetch, deviceKey: keys.privateKey }), keys, pairing, fetch }
  epoch = (await unverifiedHello(fetch, daemon.authority)).epoch
})
afterAll(async () => {
  await daemon.close()
  rmSync(home, { recursive: true })
})

async function check(path: Path, body: string): Promise<void> {
  const { fields } = await signedParts(device, path, body, { epoch })
  const received = await exchange(daemon.authority, requestText(`POST ${path}`, fields, body))
  const [status = 0] = statuses(received)
  expect(status === 200 || (status >= 400 && status < 500), `${path} ${body.slice(0, 300)} gave ${received.slice(0, 300)}`).toBe(true)
  expect(code(received), `${path} ${body.slice(0, 300)}`).not.toBe('unexpected')
}

it.each(Object.keys(routes).filter((path) => path !== '/v1/devices/revoke') as Path[])('%s never fails in a way that nobody foresaw', async (path) => {
  await check(path, JSON.stringify(samples[path]))
  const change = fc.tuple(fc.nat(100), fc.jsonValue({ maxDepth: 2 }))
  const almost = change.map(([place, by]) => JSON.stringify(mutated(samples[path], place, by)))
  await fc.assert(fc.asyncProperty(almost, (body) => check(path, body)), { seed: 11, numRuns: 15 })
  const { plans } = await device.client.post('/v1/plans', {})
  expect(plans.filter(({ state }) => !['drafted', 'simulated', 'awaiting', 'expired', 'rejected', 'superseded'].includes(state))).toEqual([])
  expect((await device.client.post('/v1/runs', {})).runs).toEqual([])
})

/** JSON that two readers might take for two things, or that no reader should have to take. */
it.each<[what: string, path: Path, body: string, code: string | null]>([
  ['half of a character in a text', '/v1/ask', String.raw`{"message":"6a1f8f6e-3f0e-4b3a-9d3c-0d7c3f8a2b12","text":"what is running \ud800?"}`, 'body-invalid'],
  ['half of a character in a comment', '/v1/plans/reject', JSON.stringify({ ...samples['/v1/plans/reject'] as object, comment: '\udfff' }), 'body-invalid'],
  ['half of a character in a name', '/v1/preferences', String.raw`{"\ud800":1}`, 'body-invalid'],
  ['a whole one, by its halves', '/v1/memory', String.raw`{"about":"\ud83d\ude80"}`, null],
  ['a prototype', '/v1/ask', '{"message":"6a1f8f6e-3f0e-4b3a-9d3c-0d7c3f8a2b12","text":"x","__proto__":{"reading":"x"}}', 'body-invalid'],
  ['a prototype in a map', '/v1/ask', '{"message":"6a1f8f6e-3f0e-4b3a-9d3c-0d7c3f8a2b12","text":"x","subject":{"__proto__":{"kind":"site","id":"x"},"provider":"aws"}}', 'body-invalid'],
  ['a key twice, of which the last counts for everybody', '/v1/memory', '{"limit":"many","limit":1}', null],
  ['an infinite number', '/v1/audit', '{"after":1e400}', 'body-invalid'],
  ['a number that is not exact', '/v1/audit/entry', '{"sequence":9007199254740993}', 'body-invalid'],
  ['a number below zero', '/v1/audit/checkpoint', '{"from":-1}', 'body-invalid'],
  ['arrays as deep as the limit lets them be', '/v1/ask', '['.repeat(500_000) + ']'.repeat(500_000), 'body-invalid'],
  ['objects as deep', '/v1/ask', `${'{"a":'.repeat(150_000)}1${'}'.repeat(150_000)}`, 'body-invalid'],
  ['two values', '/v1/status', '{} {}', 'body-invalid'],
  ['nothing', '/v1/status', '', 'body-invalid'],
  ['a byte order mark', '/v1/status', '\ufeff{}', 'body-invalid'],
])('%s is no surprise', async (_, path, body, expected) => {
  await check(path, body)
  const { fields } = await signedParts(device, path, body, { epoch })
  const received = await exchange(daemon.authority, requestText(`POST ${path}`, fields, body))
  expect(code(received)).toBe(expected)
})
