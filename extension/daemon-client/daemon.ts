import { createClient, type Client } from '../../shared/client.ts'
import { CountersignError } from '../../shared/errors.ts'
import { pair, unverifiedHello } from '../../shared/pair.ts'
import type { PublicKey } from '../../shared/pairing.ts'
import { generateDeviceKey, protocol } from '../../shared/signature.ts'
import type { AnswerOf, Event, Path, RequestOf, Status } from '../../shared/wire.ts'
import type { Connection } from '../store/index.ts'
import { address, blockedByBrowser } from './address.ts'
import { failureOf } from './failure.ts'
import { forget, keep, readKept, type Kept } from './keeping.ts'
import { signStatement, type Statement } from './signing.ts'
import { acceptRestored, catchUp, proveEntry, restoredBy, witness } from './witness.ts'

/** What the panel hears from its daemon. */
export interface DaemonListener {
  readonly connection: (connection: Connection) => void
  /**
   * Connected, and the record proven to continue. `anew`: events may have been missed, so everything has to be read again. Resolves with
   * the cursor from which to follow what was read; null where nothing was.
   */
  readonly ready: (status: Status, anew: boolean) => Promise<number | null>
  readonly event: (event: Event) => void
}

/** The paired daemon, from the panel's side: one connection that mends itself, and everything that can be asked of it. */
export interface Daemon {
  readonly post: <P extends Path>(path: P, body: RequestOf<P>, signal?: AbortSignal) => Promise<AnswerOf<P>>
  readonly sign: (statement: Statement) => Promise<string>
  readonly prove: (sequence: number) => Promise<boolean>
  readonly pair: (code: string, person: string, device: string) => Promise<void>
  /** Forgets the pairing and the checkpoint, and starts over at the pairing screen. */
  readonly forget: () => Promise<void>
  /** Goes on from a restored backup whose entry was shown. Does nothing where none was. */
  readonly acceptRestored: () => Promise<void>
  /** Tries at once instead of waiting for the next attempt. */
  readonly retry: () => void
  /** Keeps the connection until `signal` aborts. */
  readonly run: (signal: AbortSignal) => Promise<void>
}

/** Seconds between attempts while the daemon doesn't answer: quick at first, because `npm start` is being typed. */
const patience = [1, 1, 2, 3, 5] as const

const send = (url: string, init: RequestInit): Promise<Response> => fetch(url, init)
const codeOf = (error: unknown): string => (error instanceof CountersignError ? error.code : '')
const notPaired = (): CountersignError => new CountersignError('not-paired', 'This browser is not paired, so nothing was sent.', 'Pair it first.')

export function createDaemon(listener: DaemonListener): Daemon {
  let kept: Kept | null = null
  let client: Client | null = null
  /** The cursor up to which events were taken in; null before everything was read once. */
  let cursor: number | null = null
  let wake: () => void = () => undefined
  let since = ''
  /** Whether this attempt got through: the next one then starts with new patience. */
  let reached = false
  /** The pairing screen: whether pairing is open, under way, and why the last try failed. */
  let unpaired: Extract<Connection, { kind: 'unpaired' }> = { kind: 'unpaired', door: 'open', pairing: false }
  let proving: Promise<unknown> = Promise.resolve()
  /** The entry that explains a record that went back, and the checkpoint to go on from. */
  let restored: Awaited<ReturnType<typeof restoredBy>>
  /** Ends the attempt or the wait at hand, so that the next one starts with what is kept now. */
  let life: AbortController | undefined

  const post: Daemon['post'] = (path, body, signal) => (client ?? failed(notPaired())).post(path, body, signal)

  function clientFor({ pairing, key }: Kept): Client {
    return createClient({
      ...pairing, deviceKey: key.privateKey, fetch: send,
    })
  }

  /** One after the other: two proofs at once could keep an older checkpoint over a newer one. */
  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = proving.then(work)
    proving = result.catch(() => { /* whoever asked for it was told; the next one starts from what is kept */ })
    return result
  }

  const keyOfDaemon = (): PublicKey => (kept ?? failed(notPaired())).pairing.daemonPublicKey
  const proven = (status: Pick<Status, 'audit'>): Promise<void> => inTurn(() => witness(post, status.audit, keyOfDaemon()))

  /** Waits, unless somebody presses "Try again". With `seconds` null only that goes on: a history that went back is not asked again. */
  function pause(seconds: number | null, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => { clearTimeout(timer); signal.removeEventListener('abort', done); resolve() }
      const timer = seconds === null ? undefined : setTimeout(done, seconds * 1000)
      signal.addEventListener('abort', done, { once: true })
      wake = done
      if (signal.aborted) done() // it was while the attempt still ended: nothing would come any more
    })
  }

  /** One life of the connection: prove, read, follow. Returns when the daemon ended the stream; throws when it broke. */
  async function follow(signal: AbortSignal): Promise<void> {
    const status = await post('/v1/status', {}, signal)
    await proven(status)
    cursor = (await listener.ready(status, cursor === null)) ?? cursor ?? status.cursor
    listener.connection({ kind: 'online' })
    reached = true
    since = new Date().toISOString()
    await (client ?? failed(notPaired())).events(cursor, async (event, at) => {
      if (event.type === 'status') await proven(event.status)
      if (event.type === 'reset') cursor = (await listener.ready(await post('/v1/status', {}, signal), true)) ?? at
      else cursor = at
      since = new Date().toISOString()
      listener.event(event)
      // Each step of a plan is on the record: what was seen of it is kept, so that no later history can leave it out unnoticed.
      if (event.type === 'plan') await inTurn(() => catchUp(post, keyOfDaemon()))
    }, signal)
  }

  /** Which screen an error means. Null: none of its own, the connection is just gone. */
  function verdict(error: unknown): Connection | null {
    switch (codeOf(error)) {
      case 'history-changed': case 'history-shorter': case 'checkpoint-invalid': return { kind: 'went-back', failure: failureOf(error) }
      case 'version-mismatch': case 'answer-malformed': return { kind: 'mismatch', failure: failureOf(error) }
      case 'daemon-unverified': case 'device-unknown': case 'device-revoked': return { kind: 'stranger', failure: failureOf(error) }
      default: return null
    }
  }

  /** Nothing is paired: is there a daemon to pair with? Whatever answers is not trusted with anything yet. */
  async function knock(): Promise<void> {
    if (unpaired.pairing) return
    const authority = await address()
    try {
      const hello = await unverifiedHello(send, authority)
      if (hello.protocol !== protocol) {
        const message = `The daemon speaks ${hello.protocol} and this sidebar ${protocol}.`
        return listener.connection({ kind: 'mismatch', failure: { code: 'version-mismatch', message, hint: 'Update the side that is older.' } })
      }
      showUnpaired({ ...unpaired, door: hello.pairing })
    } catch (error) {
      if (codeOf(error) === 'not-a-daemon') return listener.connection({ kind: 'stranger', failure: failureOf(error) })
      listener.connection((await blockedByBrowser()) ? { kind: 'blocked', address: authority } : { kind: 'down', address: authority })
    }
  }

  function showUnpaired(next: typeof unpaired): void {
    unpaired = next
    listener.connection(next)
  }

  /** Looks for the restored backup that would explain why the record went back; whatever can't be proven explains nothing. */
  async function explained(screen: Extract<Connection, { kind: 'went-back' }>): Promise<Connection> {
    restored = await restoredBy(post, keyOfDaemon()).catch(() => undefined)
    return restored === undefined ? screen : { ...screen, restored: restored.restored }
  }

  async function lost(error: unknown): Promise<Connection> {
    const screen = verdict(error)
    if (screen?.kind === 'went-back') return explained(screen)
    if (screen !== null) return screen
    if (await blockedByBrowser()) return { kind: 'blocked', address: kept?.pairing.authority ?? await address() }
    // What was read stays on the screen; only a panel that never got anything shows that there is no daemon.
    return cursor !== null ? { kind: 'resuming', since } : { kind: 'down', address: kept?.pairing.authority ?? await address() }
  }

  return {
    post,
    sign: async (statement) => signStatement((kept ?? failed(notPaired())).key.privateKey, statement),
    prove: (sequence) => inTurn(() => proveEntry(post, keyOfDaemon(), sequence)),
    async pair(code, person, device) {
      showUnpaired({ kind: 'unpaired', door: unpaired.door, pairing: true })
      try {
        const key = await generateDeviceKey()
        const { origin } = location
        const pairing = await pair({ code, person, name: device, origin, authority: await address(), fetch: send, deviceKey: key })
        await keep({ pairing, key })
        unpaired = { kind: 'unpaired', door: unpaired.door, pairing: false }
        life?.abort()
      } catch (error) {
        const door = codeOf(error) === 'pairing-closed' ? 'closed' : unpaired.door
        showUnpaired({ kind: 'unpaired', door, pairing: false, failure: failureOf(error) })
      }
    },
    async forget() {
      await forget()
      cursor = null
      life?.abort()
    },
    async acceptRestored() {
      if (restored === undefined) return
      await acceptRestored(keyOfDaemon(), restored.checkpoint)
      restored = undefined
      cursor = null // what was on the screen may be gone: everything is read again
      life?.abort() // also an attempt that is under way: it still compares with what was accepted a moment ago, and would find no reason
    },
    retry: () => wake(),
    async run(signal) {
      let attempt = 0
      while (!signal.aborted) {
        life = new AbortController()
        reached = false
        const either = AbortSignal.any([signal, life.signal])
        kept = await readKept()
        client = kept === null ? null : clientFor(kept)
        let next: Connection | null = null
        if (kept === null) await knock()
        else next = await follow(either).then(() => lost(null), (error: unknown) => (either.aborted ? null : lost(error)))
        if (next !== null) listener.connection(next)
        attempt = next === null || reached ? 0 : attempt + 1
        const final = next?.kind === 'went-back' || next?.kind === 'mismatch'
        await pause(final ? null : patience[Math.min(attempt, patience.length - 1)] ?? 5, either)
      }
    },
  }
}

function failed(error: Error): never {
  throw error
}
