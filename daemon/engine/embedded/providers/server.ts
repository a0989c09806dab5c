import { type ChildProcess, spawn } from 'node:child_process'
import { channelOptions, type Grpc, type Sdk, unary } from '../program/sdk.ts'
import { toStruct } from '../values/struct.ts'

export interface ProviderServerOptions {
  readonly sdk: Sdk
  readonly engineAddress: string
  readonly folder: string
  readonly project: string
  readonly stack: string
  readonly preview: boolean
  readonly parallel: number
  readonly config: ReadonlyMap<string, string>
  readonly environment: NodeJS.ProcessEnv
  /** What the providers print: they share the program's terminal. */
  readonly print: (stream: 'stdout' | 'stderr', text: string) => void
}

/** The SDK's process that runs dynamic providers. Started at the first need, or earlier while something else is waited for. */
export class ProviderServer {
  readonly #options: ProviderServerOptions
  #process: ChildProcess | undefined
  #client: Promise<Grpc.Client> | undefined

  constructor(options: ProviderServerOptions) {
    this.#options = options
  }

  /** The connection; starts the process if it isn't running. */
  client(): Promise<Grpc.Client> {
    return (this.#client ??= this.#start())
  }

  /** Starts without waiting; a failure to start is told to whoever asks next. */
  warm(): void {
    this.client().catch(() => undefined)
  }

  async stop(): Promise<void> {
    const running = this.#process
    if (!running || running.exitCode !== null || running.signalCode !== null) return
    const ended = new Promise<void>((resolve) => running.once('exit', () => resolve()))
    running.kill('SIGKILL')
    await ended
  }

  async #start(): Promise<Grpc.Client> {
    const { sdk, engineAddress, folder, project, stack, preview, parallel, environment } = this.#options
    const child = spawn(process.execPath, [sdk.dynamicProvider, engineAddress], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...environment,
        PULUMI_NODEJS_ORGANIZATION: 'organization',
        PULUMI_NODEJS_PROJECT: project,
        PULUMI_NODEJS_STACK: stack,
        PULUMI_NODEJS_DRY_RUN: String(preview),
        PULUMI_NODEJS_PARALLEL: String(parallel),
        PULUMI_NODEJS_ENGINE: engineAddress,
      },
    })
    this.#process = child
    child.stderr.setEncoding('utf8').on('data', (text: string) => this.#options.print('stderr', text))
    const port = await firstLine(child, (text) => this.#options.print('stdout', text))
    const client = new sdk.providerClient(`127.0.0.1:${port}`, sdk.grpc.credentials.createInsecure(), channelOptions)
    const request = new sdk.provider.ConfigureRequest()
    request.setArgs(toStruct(sdk, Object.fromEntries(this.#options.config)))
    request.setAcceptsecrets(true)
    request.setAcceptresources(true)
    request.setSendsOldInputs(true)
    await unary(client, 'configure', request)
    return client
  }
}

/** The port, which is the first line that the server prints; what follows is the providers' own. */
function firstLine(child: ChildProcess, print: (text: string) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    let start: string | undefined = ''
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`the dynamic provider server ended with status ${code} before it was ready`)))
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      if (start === undefined) return print(text)
      start += text
      const line = /^(\d+)\r?\n/.exec(start)
      if (!line?.[1]) return
      const rest = start.slice(line[0].length)
      start = undefined
      resolve(line[1])
      if (rest !== '') print(rest)
    })
  })
}
