import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { freemem, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { hasEnded } from './embedded/process-start.ts'
import {
  engineLine, type Handover, type KeeperLine, readLines, RUN_VARIABLES, takeRequest, type TakeRequest,
} from './embedded/program/handover.ts'

/** A host has about 100 MB: one that nobody takes in this time is given up, and none is started while less than this is free. */
const IDLE_MS = 10 * 60_000
const LEAST_FREE_BYTES = 1024 ** 3
/**
 * From a run's end to the start of hosts for the next. What it came to is shown to a person just then, whose browser two starting processes
 * would take the processor from: on two cores an approval card was painted twice as late.
 */
const BREATH_MS = 500

/** Of the folders of the sockets, before the number of the process that made one. */
const PREFIX = 'countersign-hosts-'

/** A process that has loaded a project's SDK and nothing of a program, in the environment that it was asked for in. */
interface Host {
  readonly process: ChildProcess
  /** What it fits: the same runner of the same installation, the same Node, the same environment with the same credentials. */
  readonly key: string
}

/**
 * Keeps one process of each kind ready for the embedded engine's next run: one for the program and one for its dynamic providers. A host
 * is started in the environment of the run before it and serves one run, whose environment has to be the same in everything that isn't
 * that run's own; on any other request it is ended. So no stack's environment or passphrase ever reaches another's program.
 */
export class WarmHosts {
  readonly #server: Server
  readonly #folder: string
  readonly #ready = new Map<TakeRequest['role'], Host>()
  readonly #soon = new Map<TakeRequest['role'], NodeJS.Timeout>()
  readonly #idleMs: number

  private constructor(folder: string, server: Server, idleMs: number) {
    this.#folder = folder
    this.#server = server
    this.#idleMs = idleMs
  }

  /** Listens on a socket in a folder that is this user's alone. Keeps no process alive, and ends with this one. */
  static async open({ idleMs = IDLE_MS } = {}): Promise<WarmHosts> {
    sweep()
    const folder = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`))
    const server = createServer()
    const hosts = new WarmHosts(folder, server, idleMs)
    server.on('connection', (socket) => hosts.#serve(socket))
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(hosts.address, resolve)
    })
    server.unref()
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
    return hosts
  }

  /** The path of the socket: what COUNTERSIGN_HOSTS has to be for an engine. */
  get address(): string {
    return join(this.#folder, 'hosts')
  }

  /** Process numbers of the hosts that wait. */
  get waiting(): readonly number[] {
    return [...this.#ready.values()].flatMap(({ process: { pid } }) => pid === undefined ? [] : [pid])
  }

  close(): void {
    this.#server.close()
    for (const timer of this.#soon.values()) clearTimeout(timer)
    for (const role of this.#ready.keys()) this.#discard(role)
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #serve(socket: Socket): void {
    let serving: ChildProcess | undefined
    let request: TakeRequest | undefined
    const say = (line: KeeperLine): void => void socket.write(`${JSON.stringify(line)}\n`)
    socket.on('error', () => undefined) // a close follows
    socket.once('close', () => {
      if (serving) signal(serving, 'SIGKILL')
      // The run is over, and the next one will want the same.
      if (request && this.#server.listening) this.#startSoon(request)
    })
    readLines(socket, (text) => {
      try {
        if (serving) return signal(serving, engineLine.parse(JSON.parse(text)).kill)
        request = takeRequest.parse(JSON.parse(text))
        serving = this.#take(request)
        if (!serving?.pid) return say({ host: null })
        say({ host: serving.pid })
        handOver(serving, request, socket, say)
      } catch {
        socket.destroy() // not an engine of ours
      }
    })
  }

  #take(request: TakeRequest): ChildProcess | undefined {
    clearTimeout(this.#soon.get(request.role))
    const host = this.#ready.get(request.role)
    if (!host) return undefined
    if (host.key !== keyOf(request)) return this.#discard(request.role)
    this.#ready.delete(request.role)
    return host.process
  }

  #discard(role: TakeRequest['role']): undefined {
    const host = this.#ready.get(role)
    this.#ready.delete(role)
    if (host) signal(host.process, 'SIGKILL')
  }

  #startSoon(request: TakeRequest): void {
    clearTimeout(this.#soon.get(request.role))
    this.#soon.set(request.role, setTimeout(() => this.#start(request), BREATH_MS).unref())
  }

  #start(request: TakeRequest): void {
    const key = keyOf(request)
    const { role } = request
    if (this.#ready.get(role)?.key === key || freemem() < LEAST_FREE_BYTES) return
    this.#discard(role)
    const child = spawn(request.node, [...request.nodeArguments, ...hostCommand(), role, request.runner], {
      // Not in the project: its folder may be a copy that is gone by then.
      cwd: this.#folder, stdio: ['ignore', 'pipe', 'pipe', 'pipe'], detached: true, env: lasting(request.environment),
    })
    const host = { process: child, key }
    this.#ready.set(role, host)
    const forget = (): void => {
      if (this.#ready.get(role) === host) this.#discard(role)
    }
    const idle = setTimeout(forget, this.#idleMs).unref()
    child.on('error', forget).once('exit', () => {
      clearTimeout(idle)
      forget()
    })
    child.unref()
    for (const stream of child.stdio) (stream as Socket | null)?.unref()
  }
}

/** The host's program out of the bundle, where there is one of this version of it. */
function hostCommand(): string[] {
  const source = fileURLToPath(new URL('embedded/program/host.ts', import.meta.url))
  const bundled = fileURLToPath(new URL('dist/host.mjs', import.meta.url))
  if (existsSync(bundled) && (!existsSync(source) || statSync(bundled).mtimeMs >= statSync(source).mtimeMs)) return [bundled]
  return ['--disable-warning=ExperimentalWarning', source]
}

function handOver(host: ChildProcess, request: TakeRequest, socket: Socket, say: (line: KeeperLine) => void): void {
  host.ref()
  const streams = [['stdout', host.stdout], ['stderr', host.stderr]] as const
  for (const [name, stream] of streams) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      say(name === 'stdout' ? { stdout: text } : { stderr: text })
      // A program that prints megabytes waits for whoever reads them.
      if (socket.writableNeedDrain) {
        stream.pause()
        socket.once('drain', () => stream.resume())
      }
    })
  }
  host.once('close', (code, killedBy) => say({ code, signal: killedBy }))
  const given: Handover = { arguments: request.arguments, folder: request.folder, environment: request.environment }
  const input = host.stdio[3] as Socket
  input.on('error', () => undefined) // it has ended, which is told by its end
  input.end(JSON.stringify(given))
}

/** Everything in an environment that a host can't change any more once it runs, or must not. */
function lasting(environment: TakeRequest['environment']): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !RUN_VARIABLES.has(name)))
}

function keyOf({ role, runner, node, nodeArguments, environment }: TakeRequest): string {
  const variables = Object.entries(lasting(environment)).sort(([one], [other]) => one < other ? -1 : 1)
  return createHash('sha256').update(JSON.stringify([role, runner, installed(runner), node, nodeArguments, variables])).digest('hex')
}

/** What npm last did where a file was installed from, so that a host with the old packages isn't taken for one with the new. */
function installed(file: string): string {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const record = join(folder, '.package-lock.json')
    if (!existsSync(record)) continue
    const { mtimeMs, size } = statSync(record)
    return `${record} ${mtimeMs} ${size}`
  }
  return `${file} ${statSync(file).mtimeMs}`
}

function signal(host: ChildProcess, name: NodeJS.Signals): void {
  if (host.pid === undefined || host.exitCode !== null || host.signalCode !== null) return
  try {
    process.kill(-host.pid, name)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error // it has ended in between
  }
}

/** Takes away the folders of daemons that were killed: a number that nobody has by now is nobody's socket. */
function sweep(): void {
  for (const name of readdirSync(tmpdir()).filter(each => each.startsWith(PREFIX))) {
    const pid = Number(name.slice(PREFIX.length).split('-')[0])
    if (!Number.isInteger(pid) || !hasEnded(pid, undefined)) continue
    try {
      rmSync(join(tmpdir(), name), { recursive: true, force: true })
    } catch {
      continue // another user's
    }
  }
}
