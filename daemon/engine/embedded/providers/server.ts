import { type RunnerProcess, startRunner } from '../program/runner.ts'
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
  readonly runtimeOptions: Readonly<Record<string, unknown>>
  /** What the providers print: they share the program's terminal. */
  readonly print: (stream: 'stdout' | 'stderr', text: string) => void
}

/** The SDK's process that runs dynamic providers. Started at the first need, or earlier while something else is waited for. */
export class ProviderServer {
  readonly #options: ProviderServerOptions
  #runner: Promise<RunnerProcess> | undefined
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
    const runner = await this.#runner
    runner?.kill('SIGKILL')
    await runner?.ended
  }

  async #start(): Promise<Grpc.Client> {
    const { sdk } = this.#options
    const port = await this.#port()
    const client = new sdk.providerClient(`127.0.0.1:${port}`, sdk.grpc.credentials.createInsecure(), channelOptions)
    const request = new sdk.provider.ConfigureRequest()
    request.setArgs(toStruct(sdk, Object.fromEntries(this.#options.config)))
    request.setAcceptsecrets(true)
    request.setAcceptresources(true)
    request.setSendsOldInputs(true)
    await unary(client, 'configure', request)
    return client
  }

  /** Starts the server. Its port is the first line that it prints; what follows is the providers' own. */
  async #port(): Promise<string> {
    const { sdk, engineAddress, folder, project, stack, preview, parallel, environment, print } = this.#options
    const port = Promise.withResolvers<string>()
    let start: string | undefined = ''
    this.#runner = startRunner({
      role: 'provider',
      runner: sdk.dynamicProvider,
      nodeArguments: [],
      arguments: [engineAddress],
      folder,
      environment: {
        ...environment,
        ...pluginEnvironment(this.#options),
        PULUMI_NODEJS_ORGANIZATION: 'organization',
        PULUMI_NODEJS_PROJECT: project,
        PULUMI_NODEJS_STACK: stack,
        PULUMI_NODEJS_DRY_RUN: String(preview),
        PULUMI_NODEJS_PARALLEL: String(parallel),
        PULUMI_NODEJS_ENGINE: engineAddress,
      },
      print: (stream, text) => {
        if (stream === 'stderr' || start === undefined) return print(stream, text)
        start += text
        const line = /^(\d+)\r?\n/.exec(start)
        if (!line?.[1]) return
        const rest = start.slice(line[0].length)
        start = undefined
        port.resolve(line[1])
        if (rest !== '') print(stream, rest)
      },
    })
    const end = await Promise.race([port.promise, this.#runner.then((runner) => runner.ended)])
    if (typeof end === 'string') return end
    throw 'error' in end ? end.error : new Error(`the dynamic provider server ended with status ${end.code} before it was ready`)
  }
}

/**
 * What the official engine tells every plugin (NewProvider in pkg/resource/plugin/provider_plugin.go): its own part of the
 * configuration, and the runtime's options.
 */
function pluginEnvironment({ project, config, runtimeOptions }: ProviderServerOptions): Record<string, string> {
  const prefix = 'pulumi-nodejs:'
  const own = [...config].flatMap(([key, value]) => (key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : []))
  const options = Object.entries(runtimeOptions).map(([name, value]) => [`PULUMI_RUNTIME_${name.toUpperCase()}`, String(value)])
  const runtime = Object.fromEntries(options) as Record<string, string>
  return { ...runtime, PULUMI_PROJECT: project, PULUMI_CONFIG: JSON.stringify(Object.fromEntries(own)) }
}
