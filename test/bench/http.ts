import { connect } from 'node:net'
import { performance } from 'node:perf_hooks'
import { createQueue } from '../../daemon/http/queue.ts'
import { unverifiedHello } from '../../shared/pair.ts'
import { startDaemon } from '../protocol/daemon.ts'
import { exchange, requestText, signedParts } from '../protocol/raw.ts'

/**
 * Prints as one line of JSON what a signed request over a real socket costs, and whether memory stays flat under many of them.
 * `node test/bench/http.ts [requests]`. The rooms behind the routes answer at once, so that this is the price of the protocol alone:
 * hello, signature, digest, nonce, and the answer's signature verified; client and daemon share one process and its processor.
 */
const requests = Number(process.argv[2] ?? '10000')

const milliseconds = (value: number): number => Math.round(value * 1000) / 1000
const megabytes = (bytes: number): number => Math.round(bytes / 1e5) / 10
const percentiles = (times: number[]) => {
  const sorted = times.toSorted((one, other) => one - other)
  const at = (share: number) => milliseconds(sorted[Math.floor(sorted.length * share)] ?? 0)
  return { p50: at(0.5), p95: at(0.95) }
}

async function measured(count: number, work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = []
  for (let index = 0; index < count; index++) {
    const start = performance.now()
    await work()
    times.push(performance.now() - start)
  }
  return times
}

/** Without what the next collection would take away: run with --expose-gc, or read the numbers with that in mind. */
function memory(): number {
  globalThis.gc?.()
  return process.memoryUsage.rss()
}

const daemon = await startDaemon()
const device = await daemon.pairDevice(null)
const answer = () => device.client.post('/v1/plans', {})
await measured(500, answer) // warm
daemon.calls.length = 0

const before = memory()
const post = await measured(requests, async () => {
  await answer()
  daemon.calls.length = 0
})
const after = memory()
const firstThousand = percentiles(post.slice(0, 1000))
const lastThousand = percentiles(post.slice(-1000))

const hello = await measured(1000, () => unverifiedHello(device.fetch, daemon.authority))
const pairing = await measured(20, () => daemon.pairDevice(null))

const unsigned = requestText('POST /v1/plans', [['Host', daemon.authority], ['Content-Type', 'application/json'], ['Content-Length', '2']], '{}')
const refused = await measured(1000, () => exchange(daemon.authority, unsigned))
const { fields } = await signedParts(device, '/v1/plans', '{}')
const tooLarge = requestText('POST /v1/plans', fields.map(([name, value]) => [name, name === 'Content-Length' ? '10485760' : value]), 'x'.repeat(65_536))
const large = await measured(500, () => exchange(daemon.authority, tooLarge))
const afterHostile = memory()

/** From the daemon's publishing to the last of a hundred verified streams having it. */
const devices = [device]
while (devices.length < 7) devices.push(await daemon.pairDevice(null))
const stop = new AbortController()
let arrived = 0
let everybody: () => void = () => undefined
const streams = Array.from({ length: 100 }, (_, index) => devices[index % 7]?.client.events(0, () => {
  arrived += 1
  if (arrived % 100 === 0) everybody()
}, stop.signal).catch((error: unknown) => {
  if (!stop.signal.aborted) throw error
}))
while (daemon.http.streams.count < 100) await new Promise((resolve) => setTimeout(resolve, 10))
const fan = await measured(50, () => new Promise<void>((resolve) => {
  everybody = resolve
  daemon.events.publish({ type: 'reset' })
}))
stop.abort()
await Promise.all(streams)

/** A hundred connections that give a byte now and then: they are cut off, and hold up nobody. */
const slow = Array.from({ length: 100 }, () => {
  const socket = connect(Number(daemon.authority.split(':')[1]), '127.0.0.1').on('error', () => undefined)
  let at = 0
  const drip = setInterval(() => { socket.write(unsigned.charAt(at++ % unsigned.length)) }, 50)
  return { end: () => { clearInterval(drip); socket.destroy() } }
})
const whileSlow = await measured(200, answer)
for (const each of slow) each.end()
const afterSlow = memory()

const queue = createQueue()
const queueBefore = memory()
for (let cursor = 1; cursor <= 200_000; cursor++) queue.push({ cursor, type: 'turn', json: `${cursor}`.padEnd(1000) })
const queued = memory() - queueBefore

await daemon[Symbol.asyncDispose]()
process.stdout.write(`${JSON.stringify({
  bench: 'http', requests, unit: 'ms',
  post: percentiles(post), firstThousand, lastThousand, hello: percentiles(hello), pairing: percentiles(pairing),
  refusedUnsigned: percentiles(refused), refusedTooLarge: percentiles(large), whileSlow: percentiles(whileSlow),
  eventToHundredStreams: percentiles(fan),
  memoryMB: {
    before: megabytes(before), afterRequests: megabytes(after), afterHostile: megabytes(Math.max(afterHostile, afterSlow)),
    unreadQueue: megabytes(queued),
  },
})}\n`)
