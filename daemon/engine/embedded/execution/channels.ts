import { outputsOfStack } from '../backend/outputs.ts'
import type { Stacks } from '../backend/stacks.ts'
import type { ProgramConfig } from '../config/program.ts'
import type { Diagnostics } from '../events/diagnostics.ts'
import { Printed } from '../events/lines.ts'
import { Callbacks } from '../monitor/callbacks.ts'
import { EngineLog } from '../monitor/engine.ts'
import { Hooks } from '../monitor/hooks.ts'
import { Monitor } from '../monitor/monitor.ts'
import { RpcServer } from '../monitor/service.ts'
import type { OperationRequest } from '../operation.ts'
import { runInlineProgram } from '../program/inline.ts'
import { runLocalProgram } from '../program/local.ts'
import type { ProgramSurroundings, RunningProgram } from '../program/program.ts'
import type { Sdk } from '../program/sdk.ts'
import { BuiltinProvider } from '../providers/builtin.ts'
import { DynamicProvider } from '../providers/dynamic.ts'
import type { Provider } from '../providers/provider.ts'
import { BUILTIN_PACKAGE, DYNAMIC_PACKAGE, ProviderRegistry } from '../providers/registry.ts'
import { ProviderServer } from '../providers/server.ts'
import type { ResourceState } from '../snapshot/resource.ts'
import type { Urn } from '../snapshot/urn.ts'
import type { Deployment } from './deployment.ts'

export interface ChannelOptions {
  readonly sdk: Sdk
  readonly request: OperationRequest
  readonly stacks: Stacks
  readonly config: ProgramConfig
  readonly diagnostics: Diagnostics
  readonly environment: NodeJS.ProcessEnv
  /** A resource of this run as it is now. */
  readonly stateOf: (urn: Urn) => ResourceState | undefined
}

/** All that one run talks through to its program, to the program's functions, and to its providers. */
export class Channels {
  readonly providers: ProviderRegistry
  readonly hooks: Hooks
  readonly #options: ChannelOptions
  readonly #server: RpcServer
  readonly #log: EngineLog
  readonly #providerServer: ProviderServer
  readonly #builtin: BuiltinProvider
  readonly #callbacks: Callbacks
  readonly #printed: Printed

  constructor(options: ChannelOptions) {
    const { sdk, request, stacks, config, diagnostics, environment, stateOf } = options
    const { project } = stacks
    this.#options = options
    this.#server = new RpcServer(sdk)
    this.#log = new EngineLog(sdk, diagnostics)
    this.#callbacks = new Callbacks(sdk)
    this.hooks = new Hooks(sdk, this.#callbacks, diagnostics, request.dryRun)
    this.#printed = new Printed((severity, line) => diagnostics.say(severity, line))
    const server = this.#server
    this.#providerServer = new ProviderServer({
      sdk, folder: project.main, project: project.name, stack: request.stack, preview: request.dryRun, parallel: request.parallel,
      config: config.values, environment, runtimeOptions: project.runtime.options, print: this.#printed.printer(),
      get engineAddress() {
        return server.address
      },
    })
    const dynamic = new DynamicProvider(sdk, () => this.#providerServer.client())
    this.#builtin = new BuiltinProvider(
      { stackOutputs: (name) => outputsOfStack(stacks, name, environment), resource: stateOf }, request.dryRun,
    )
    const packages = new Map<string, Provider>([[DYNAMIC_PACKAGE, dynamic], [BUILTIN_PACKAGE, this.#builtin]])
    this.providers = new ProviderRegistry(packages, request.dryRun)
  }

  /** Whether a program or a provider logged an error, which fails the run. */
  get sawError(): boolean {
    return this.#log.sawError
  }

  async open(): Promise<void> {
    const { sdk } = this.#options
    this.#server.add(sdk, sdk.engineService, this.#log.handlers())
    await this.#server.listen(sdk)
  }

  /** Ends the providers and everything that is still being said. */
  async close(): Promise<void> {
    await this.#providerServer.stop()
    this.#callbacks.close()
    this.#server.close()
    this.#printed.end()
  }

  /** Starts the server of dynamic providers before anybody needs it. */
  warmProviders(): void {
    this.#providerServer.warm()
  }

  /** What a program registers its resources with; `refuse` hears of what can't be done at all. */
  serveMonitor(deployment: Deployment, refuse: (error: unknown) => void): Monitor {
    const { sdk, request, config, stacks: { project } } = this.#options
    const monitor = new Monitor({
      sdk, deployment, builtin: this.#builtin, callbacks: this.#callbacks, hooks: this.hooks, project: project.name, stack: request.stack,
      root: project.root, preview: request.dryRun, parallel: request.parallel, config: config.values, secretKeys: config.secretKeys, refuse,
    })
    this.#server.add(sdk, sdk.monitorService, monitor.handlers())
    return monitor
  }

  startProgram(typesChecked: boolean): RunningProgram {
    const { sdk, request, config, environment, stacks: { project } } = this.#options
    const around: ProgramSurroundings = {
      project: project.name, stack: request.stack, root: project.root, folder: project.main, entry: project.entry, preview: request.dryRun,
      parallel: request.parallel, typesChecked, address: this.#server.address, config: config.values, secretKeys: config.secretKeys,
      runtimeOptions: project.runtime.options, environment, print: this.#printed.printer(),
    }
    return request.client ? runInlineProgram(sdk, request.client, around) : runLocalProgram(sdk, around)
  }
}
