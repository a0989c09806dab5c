import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import typescript from 'typescript'
import { parse } from 'yaml'
import { pulumiSimulator } from '../../../daemon/simulators/pulumi/index.ts'
import { prepareSandbox } from '../../../infrastructure/prepare.ts'
import type { ReceivedCall } from '../../promise/matched-calls.ts'
import { freePort } from '../../e2e/harness/free-port.ts'

const cloudMain = fileURLToPath(new URL('../../../infrastructure/cloud/main.ts', import.meta.url))

/** The settings that trials change, as they stand in the stack's file. */
export interface Settings { readonly replicas: number, readonly cartReplicas: number, readonly search: boolean }

/** The sandbox's cloud in a process of its own, which outlives every daemon, and the shop's program and state as a project of a person. */
export class World {
  /** Short, because a Unix socket lies in it. */
  readonly folder = mkdtempSync(path.join(tmpdir(), 'cs-'))
  readonly home = path.join(this.folder, 'home')
  readonly target = 'pulumi:shop/dev'
  readonly environment: Record<string, string> = {}
  readonly passphraseFile = path.join(this.folder, 'passphrase')
  #passphrase = ''
  #configuration: Record<string, unknown> = {}
  #shop = ''
  #state = ''
  #cloudFolder = ''
  #cloudPort = 0
  #token = ''
  #cloud: ChildProcess | undefined

  private constructor() { /* opened by `open`, which awaits */ }

  /** @param options.passphrase of the stack, where a test looks for it */
  static async open({ passphrase = 'correct horse battery staple' } = {}): Promise<World> {
    const world = new World()
    mkdirSync(world.home, { mode: 0o700 })
    const { shop, state, cloud } = prepareSandbox(world.home)
    world.#shop = shop
    world.#state = path.join(state, '.pulumi/stacks/shop/dev.json')
    world.#cloudFolder = cloud
    world.#cloudPort = await freePort()
    await world.startCloud()
    const tokenFile = path.join(cloud, 'token')
    world.#token = readFileSync(tokenFile, 'utf8').trim()
    Object.assign(world.environment, { SANDBOX_URL: world.url, SANDBOX_TOKEN_FILE: tokenFile })
    precompile(shop)
    world.#passphrase = passphrase
    writeFileSync(world.passphraseFile, passphrase, { mode: 0o600 })
    const { backend } = world
    world.configure({ projects: [{ path: shop, stack: 'dev', mode: 'dev', backend, passphrase: `file:${world.passphraseFile}` }] })
    const simulator = pulumiSimulator({
      home: world.home, environment: { ...process.env, ...world.environment },
      projects: [{
        path: shop, stack: 'dev', mode: 'dev', backend, passphrase: world.#passphrase, environment: world.environment, sandbox: true,
      }],
    })
    await simulator.seed(world.target)
    world.#withMadeProviders()
    return world
  }

  /**
   * The program without the making of its providers: the SDK turns each into text anew at every start, which takes most of a preview. The
   * text that it made at the first deployment stands in the state, and the program hands over that.
   */
  #withMadeProviders(): void {
    const { checkpoint } = JSON.parse(readFileSync(this.#state, 'utf8')) as { checkpoint: { latest: { resources: { type: string, inputs?: Record<string, unknown> }[] } } }
    const made = Object.fromEntries(checkpoint.latest.resources.filter(one => typeof one.inputs?.__provider === 'string').map(one => [one.type, one.inputs?.__provider]))
    const types = Object.keys(made).map(type => type.slice(type.lastIndexOf(':') + 1))
    if (types.length !== 3) throw new Error(`the state holds the providers of ${types.join(', ') || 'nothing'}`)
    const usual = { Site: '{ banner: "", uid: undefined }', Route: '{ uid: undefined }', Database: '{ encoding: "UTF-8", protected: false, sampleRows: 0, rows: undefined, bytes: undefined, uid: undefined }' }
    const classes = Object.entries(made).map(([type, provider]) => {
      const name = type.slice(type.lastIndexOf(':') + 1) as keyof typeof usual
      return `exports.${name} = class extends CustomResource { constructor(name, args, options) {
  super(${JSON.stringify(type)}, name, { ...${usual[name]}, ...args, __provider: ${JSON.stringify(provider)} }, options) } }`
    })
    writeFileSync(path.join(this.#shop, 'resources.js'), `const { CustomResource } = require('@pulumi/pulumi')\n${classes.join('\n')}\n`)
    rmSync(path.join(this.#shop, 'provider.js'))
  }

  /** Adds to `countersign.yaml`; read when the daemon starts. */
  configure(more: Record<string, unknown>): void {
    this.#configuration = { ...this.#configuration, ...more }
    writeFileSync(path.join(this.home, 'countersign.yaml'), JSON.stringify(this.#configuration), { mode: 0o600 })
  }

  get shop(): string { return this.#shop }
  get backend(): string { return pathToFileURL(path.join(this.home, 'sandbox/state')).href }
  get cloudFolder(): string { return this.#cloudFolder }
  get url(): string { return `http://127.0.0.1:${this.#cloudPort}` }

  /** Brings the cloud up again, at the same port and on the same folder. */
  async startCloud(): Promise<void> {
    if (this.#cloud && this.#cloud.exitCode === null && this.#cloud.signalCode === null) return
    const flags = ['--folder', this.#cloudFolder, '--port', String(this.#cloudPort)]
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', cloudMain, ...flags], { stdio: ['ignore', 'pipe', 'inherit'] })
    this.#cloud = child
    await Promise.race([once(child.stdout, 'data'), once(child, 'exit').then(() => { throw new Error('the sandbox ended while it started') })])
    child.stdout.resume()
  }

  /** Kills the cloud with signal 9, and waits until it is gone: until then it would look as if it were there. */
  async killCloud(): Promise<void> {
    const child = this.#cloud
    if (child?.kill('SIGKILL')) await once(child, 'exit')
  }

  /** Whether an engine is changing something right now, as the daemon wrote it down before it started that. */
  get changing(): boolean { return readdirSync(path.join(this.home, 'simulator/operations')).some(name => name.endsWith('.json')) }

  async api(method: string, at: string, body?: object): Promise<unknown> {
    const answer = await fetch(`${this.url}/api/v1${at}`, {
      method, headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return answer.json()
  }

  /** Everything that an undo brings back: what is in the cloud, and the person's settings. */
  async everything(): Promise<string> {
    return JSON.stringify({ cloud: await this.api('GET', '/world'), settings: this.settings() })
  }

  async calls(after: number): Promise<ReceivedCall[]> {
    const { calls } = await this.api('GET', `/calls?after=${after}`) as { calls: ReceivedCall[] }
    return calls
  }

  /** Whether the cloud is in the middle of a call; false where it doesn't answer either. */
  async answering(after: number): Promise<boolean> {
    try {
      return (await this.calls(after)).some(call => (call as { outcome?: string }).outcome === 'unknown')
    } catch (error) {
      if (error instanceof Error) return false
      throw error
    }
  }

  settings(): Settings {
    const { config } = parse(readFileSync(path.join(this.#shop, 'Pulumi.dev.yaml'), 'utf8')) as { config: Record<string, unknown> }
    return { replicas: Number(config['shop:replicas'] ?? 2), cartReplicas: Number(config['shop:cartReplicas'] ?? 1), search: config['shop:search'] !== false }
  }

  /** Where the state and the cloud say something different; empty where the record is the world. */
  async differences(): Promise<string[]> {
    const stored = JSON.parse(readFileSync(this.#state, 'utf8')) as { checkpoint: { latest: {
      resources?: { custom: boolean, type: string, id?: string, outputs?: Record<string, unknown>, delete?: boolean }[]
      pending_operations?: { type: string }[]
    } } }
    const { resources = [], pending_operations: pending = [] } = stored.checkpoint.latest
    const { resources: there } = await this.api('GET', '/world') as { resources: Record<string, unknown>[] }
    const left = new Map(there.map(one => [String(one.id), one]))
    const found = pending.map(({ type }) => `the state holds a pending operation (${type})`)
    for (const { id = '', outputs = {} } of resources.filter(one => one.custom && one.type.startsWith('pulumi-nodejs:'))) {
      const one = left.get(id)
      left.delete(id)
      if (one === undefined) found.push(`the state holds ${id}, which is not there`)
      const keys = ['name', 'path', 'content', 'banner', 'replicas', 'database', 'tier', 'encoding', 'site']
      for (const key of keys.filter(each => one !== undefined && outputs[each] !== undefined)) {
        if (one?.[key] !== outputs[key]) found.push(`${id} has ${key} ${String(one?.[key])} and not ${String(outputs[key])}`)
      }
    }
    return [...found, ...[...left.keys()].map(id => `${id} is there, and the state does not hold it`)]
  }

  close(): void {
    this.#cloud?.kill('SIGKILL')
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** The shop in JavaScript: the same program, without a compiler in each of its hundreds of starts. */
function precompile(folder: string): void {
  for (const name of readdirSync(folder).filter(each => each.endsWith('.ts'))) {
    const file = path.join(folder, name)
    const { outputText } = typescript.transpileModule(readFileSync(file, 'utf8'), {
      compilerOptions: { module: typescript.ModuleKind.CommonJS, target: typescript.ScriptTarget.ES2022 },
    })
    writeFileSync(file.replace(/ts$/, 'js'), outputText)
    rmSync(file)
  }
  const replace = (name: string, from: string, to: string) => {
    const file = path.join(folder, name)
    writeFileSync(file, readFileSync(file, 'utf8').replace(from, to))
  }
  replace('package.json', 'index.ts', 'index.js')
  replace('Pulumi.yaml', 'typescript: true', 'typescript: false')
}
