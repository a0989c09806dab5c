/**
 * A daemon for the tests of the protocol: the real store on a real file, the real pairing, guard, signatures and sockets. Only the rooms
 * behind the routes are spies: what reaches them is what got past the protocol.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Actor, Events } from '../../daemon/contracts.ts'
import { createFreshness, createHttp, listen, loadTransportKey, systemClock, type Clock, type Handlers } from '../../daemon/http/index.ts'
import { createDevices, createPairing, createTerminal } from '../../daemon/pairing/index.ts'
import { openStore, type Audit } from '../../daemon/store/index.ts'
import { createClient, type Client } from '../../shared/client.ts'
import type { Fetch } from '../../shared/exchange.ts'
import { pair, type Pairing } from '../../shared/pair.ts'
import { generateDeviceKey } from '../../shared/signature.ts'
import { routes, type Event, type Path } from '../../shared/wire.ts'

export const extension = `chrome-extension://${'a'.repeat(32)}`

/** What reached a room. */
export interface Call { readonly path: Path, readonly request: unknown, readonly actor: Actor }

export interface TestDaemon extends AsyncDisposable {
  readonly authority: string
  readonly home: string
  readonly calls: Call[]
  /** What the terminal printed. */
  readonly printed: string[]
  readonly audit: Audit
  readonly unexpected: unknown[]
  readonly pairing: ReturnType<typeof createPairing>
  readonly devices: ReturnType<typeof createDevices>
  readonly events: Events
  readonly http: ReturnType<typeof createHttp>
  /** Opens pairing and reads the code off the terminal. */
  openPairing(): string
  /** A new device, paired. */
  pairDevice(origin?: string | null): Promise<PairedDevice>
}

export interface PairedDevice { readonly client: Client, readonly keys: CryptoKeyPair, readonly pairing: Pairing, readonly fetch: Fetch }

/** fetch as a browser would make it for `origin`; Node sets no Origin by itself. */
export function fetchFrom(origin: string | null): Fetch {
  return (url, init) => fetch(url, origin === null ? init : { ...init, headers: { ...(init.headers as Record<string, string>), origin } })
}

function eventLog(): Events {
  const log: Event[] = []
  const listeners = new Set<(cursor: number, event: Event) => void>()
  return {
    publish(event) {
      log.push(event)
      for (const listener of listeners) listener(log.length, event)
      return log.length
    },
    get cursor() {
      return log.length
    },
    subscribe(after, listener) {
      log.slice(after).forEach((event, index) => listener(after + index + 1, event))
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** Every route answers with `{}`-like emptiness of the right shape, or with what `answers` says. */
function spies(calls: Call[], answers: Partial<Record<Path, (request: unknown, actor: Actor) => unknown>>): Handlers {
  const handler = (path: Path) => (request: unknown, actor: Actor) => {
    calls.push({ path, request, actor })
    return answers[path]?.(request, actor) ?? {}
  }
  return Object.fromEntries((Object.keys(routes) as Path[]).map((path) => [path, handler(path)])) as unknown as Handlers
}

export interface DaemonOptions {
  readonly home?: string
  readonly port?: number
  readonly clock?: Clock
  readonly heartbeat?: number
  readonly answers?: Partial<Record<Path, (request: unknown, actor: Actor) => unknown>>
}

export async function startDaemon(options: DaemonOptions = {}): Promise<TestDaemon> {
  const home = options.home ?? mkdtempSync(join(tmpdir(), 'countersign-'))
  const clock = options.clock ?? systemClock
  const store = await openStore(home)
  const [calls, printed, unexpected]: [Call[], string[], unknown[]] = [[], [], []]
  const terminal = createTerminal({ isTTY: true, write: (text) => printed.push(text) })
  const listener = await listen(options.port ?? 0)
  const devices = createDevices(store, clock.wall)
  const freshness = createFreshness(clock)
  const transportKey = await loadTransportKey(home)
  const authority = () => listener.authority
  const epoch = () => freshness.epoch
  const pairing = createPairing({ authority, daemonPublicKey: transportKey.publicKey, epoch, devices, terminal, clock })
  const events = eventLog()
  const http = createHttp({
    authority, version: '0.1.0', transportKey, freshness, devices, pairing, events,
    handlers: spies(calls, { '/v1/devices': () => ({ devices: [] }), '/v1/plans': () => ({ plans: [] }), ...options.answers }),
    unexpected: (error) => unexpected.push(error),
    ...(options.heartbeat === undefined ? {} : { heartbeat: options.heartbeat }),
  })
  listener.serve(http)

  const openPairing = () => {
    pairing.open()
    const code = /[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(printed.at(-1) ?? '')?.[0]
    if (code === undefined) throw new Error('the terminal printed no pairing code')
    return code
  }
  return {
    authority: listener.authority, home, calls, printed, audit: store.audit, unexpected, pairing, devices, events, http, openPairing,
    async pairDevice(origin = extension) {
      const keys = await generateDeviceKey()
      const from = fetchFrom(origin)
      const paired = await pair({
        code: openPairing(), name: 'Test device', person: 'Ada', origin, authority: listener.authority, fetch: from, deviceKey: keys,
      })
      const client = createClient({ ...paired, fetch: from, deviceKey: keys.privateKey, now: clock.wall })
      return { client, keys, pairing: paired, fetch: from }
    },
    async [Symbol.asyncDispose]() {
      await listener.close()
      store.close()
      if (options.home === undefined) rmSync(home, { recursive: true })
    },
  }
}
