import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { randomUUID } from 'node:crypto'
import { signDecision } from '../../../daemon/cli/decision.ts'
import { askOperator, operatorReplies } from '../../../daemon/cli/operator.ts'
import { daemonCommand } from '../../../daemon/setup/daemon-command.mjs'
import { createClient, type Client } from '../../../shared/client.ts'
import type { Fetch } from '../../../shared/exchange.ts'
import { pair, type Pairing } from '../../../shared/pair.ts'
import { PlanDocument } from '../../../shared/plan.ts'
import { generateDeviceKey } from '../../../shared/signature.ts'
import type { Run, Turn } from '../../../shared/wire.ts'
import { freePort } from '../../e2e/harness/free-port.ts'
import type { World } from './world.ts'

export interface DaemonOptions {
  readonly environment?: Readonly<Record<string, string>>
  /** How the device reaches it; a test that overhears brings its own. */
  readonly fetch?: Fetch
}

/** The real daemon in a process of its own, and a person with a paired device who reads codes where they are shown. */
export class Daemon {
  readonly #world: World
  readonly #port: number
  readonly #options: DaemonOptions
  #child: ChildProcess | undefined
  /** What `countersign watch` was shown, and what the process printed. */
  shown = ''
  printed = ''
  #heard: () => void = () => undefined
  #device: { readonly keys: CryptoKeyPair, readonly client: Client } | undefined

  private constructor(world: World, port: number, options: DaemonOptions) {
    this.#world = world
    this.#port = port
    this.#options = options
  }

  static async start(world: World, options: DaemonOptions = {}): Promise<Daemon> {
    const daemon = new Daemon(world, await freePort(), options)
    await daemon.start()
    return daemon
  }

  get pid(): number { return Number(this.#child?.pid) }
  get alive(): boolean { return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null }
  get client(): Client {
    if (!this.#device) throw new Error('no device is paired')
    return this.#device.client
  }

  async start(): Promise<void> {
    if (this.alive) return
    // what it was told when it was killed goes first: one owner at a time has the store
    const { folder, home, environment } = this.#world
    const env = { PATH: process.env.PATH, HOME: folder, COUNTERSIGN_HOME: home, ...environment, ...this.#options.environment }
    const command = [...daemonCommand({ port: String(this.#port) }), '--no-sandbox']
    const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], env })
    let complaint = ''
    child.stdout?.on('data', (chunk: Buffer) => { this.printed = (this.printed + chunk.toString()).slice(-1_000_000) })
    child.stderr?.on('data', (chunk: Buffer) => { complaint = (complaint + chunk.toString()).slice(-1000) })
    this.#child = child
    await Promise.race([once(child, 'message'), once(child, 'exit').then(() => { throw new Error(`the daemon does not start: ${complaint}`) })])
    void this.#watch()
  }

  /** Kills it, and is sure that it is gone. */
  async killed(): Promise<void> {
    const child = this.#child
    if (!child || !this.alive) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }

  async pair(): Promise<{ readonly keys: CryptoKeyPair, readonly pairing: Pairing }> {
    const keys = await generateDeviceKey()
    const from = this.shown.length
    await askOperator(this.#world.home, { command: 'pair' })
    const code = await this.#read(/\b([0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4})\b/, from)
    const authority = `127.0.0.1:${this.#port}`
    const pairing = await pair({ code, name: 'A device', person: 'Ada', origin: null, authority, fetch: this.#options.fetch ?? fetch, deviceKey: keys })
    return { keys, pairing }
  }

  use({ keys, pairing }: { readonly keys: CryptoKeyPair, readonly pairing: Pairing }): void {
    this.#device = { keys, client: createClient({ ...pairing, fetch: this.#options.fetch ?? fetch, deviceKey: keys.privateKey }) }
  }

  async ask(text: string): Promise<Turn> {
    return (await this.client.post('/v1/ask', { message: randomUUID(), text })).turn
  }

  /** Press, read, sign, type. @returns the run */
  async approve(id: string): Promise<string> {
    if (!this.#device) throw new Error('no device is paired')
    const { summary, bytes } = await this.client.post('/v1/plans/get', { id })
    const { rollback } = PlanDocument.parse(JSON.parse(Buffer.from(bytes, 'base64').toString()))
    const from = this.shown.length
    const { challenge, expiresAt } = await this.client.post('/v1/plans/press', { id, digest: summary.digest })
    const code = (await this.#read(/\bcode (\d{3} \d{3})\b/, from)).replace(' ', '')
    const acknowledged = rollback.irreversible.map(each => each.id).sort()
    const statement = { format: 'countersign/approval/1' as const, digest: summary.digest, challenge, decision: 'approve' as const, expiresAt, acknowledged }
    const signature = await signDecision(this.#device.keys.privateKey, statement)
    return (await this.client.post('/v1/plans/approve', { id, code, statement, signature })).run
  }

  async over(id: string): Promise<Run> {
    for (const end = Date.now() + 120_000; Date.now() < end; await wait(40)) {
      const { run } = await this.client.post('/v1/runs/get', { id })
      if (!['running', 'rolling-back', 'failed'].includes(run.state)) return run
      if (run.state === 'failed' && run.endedAt !== undefined) {
        await wait(200) // a rollback begins at once, or not at all
        const later = (await this.client.post('/v1/runs/get', { id })).run
        if (later.state === 'failed') return later
      }
    }
    throw new Error(`${id} does not end`)
  }

  async #watch(): Promise<void> {
    try {
      for await (const reply of operatorReplies(this.#world.home, { command: 'watch' })) {
        if ('show' in reply) this.shown += `${reply.show}\n`
        this.#heard()
      }
    } catch (error) {
      if (!(error instanceof Error)) throw error // it was killed while somebody watched
    }
  }

  #read(pattern: RegExp, from: number): Promise<string> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`nothing like ${pattern} was shown`)), 5000)
      this.#heard = () => {
        const found = pattern.exec(this.shown.slice(from))?.[1]
        if (found === undefined) return
        clearTimeout(timer)
        resolve(found)
      }
      this.#heard()
    })
  }
}
