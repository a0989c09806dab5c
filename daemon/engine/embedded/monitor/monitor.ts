import type { Callback } from '@pulumi/pulumi/proto/callback_pb.js'
import type { RegisterErrorHookRequest, RegisterResourceHookRequest, RegisterResourceRequest, ReadResourceRequest,
  ResourceInvokeRequest, RegisterResourceOutputsRequest, Result,
  SupportsFeatureRequest } from '@pulumi/pulumi/proto/resource_pb.js'
import { outsideScope } from '../errors.ts'
import type { Deployment } from '../execution/deployment.ts'
import type { Registered } from '../execution/executor.ts'
import { Signal } from '../execution/signal.ts'
import type { Grpc, Sdk } from '../program/sdk.ts'
import type { BuiltinProvider } from '../providers/builtin.ts'
import { BUILTIN_PACKAGE, refusePackage } from '../providers/registry.ts'
import { isProviderType, providerPackage, type Urn } from '../snapshot/urn.ts'
import { hasUnknown, plain, type PropertyMap, UNKNOWN, withoutOutputValues } from '../values/property.ts'
import { fromStruct, toStruct } from '../values/struct.ts'
import type { Callbacks } from './callbacks.ts'
import { FEATURES } from './features.ts'
import { deploymentInfo } from './info.ts'
import { goalOf, type Inherited, InvalidRequest, optionalUrn, readGoalOf, requiredUrn } from './goal.ts'
import type { Hooks } from './hooks.ts'
import { applyInvokeTransforms, applyTransforms } from './transforms.ts'
import { type Handlers, notImplemented, type UnaryCall } from './service.ts'

export interface MonitorOptions {
  readonly sdk: Sdk
  readonly deployment: Deployment
  readonly builtin: BuiltinProvider
  readonly callbacks: Callbacks
  readonly hooks: Hooks
  readonly project: string
  readonly stack: string
  readonly root: string
  readonly preview: boolean
  readonly parallel: number
  readonly config: ReadonlyMap<string, string>
  readonly secretKeys: readonly string[]
  /** Something that ends the run was met: said by whoever listens, and the program is stopped. A CommandError is outside of the scope. */
  readonly refuse: (error: unknown) => void
}

/** What a component hands down to what is made inside it. */
interface Handed {
  readonly parent: Urn | undefined
  readonly transforms: readonly Callback[]
  readonly protect: boolean | undefined
  readonly retainOnDelete: boolean | undefined
  readonly deletedWith: Urn | undefined
  readonly providers: ReadonlyMap<string, string>
}

/** The side of the engine that a program talks to (`pulumirpc.ResourceMonitor`). */
export class Monitor {
  readonly #options: MonitorOptions
  readonly #handed = new Map<Urn, Handed>()
  readonly #stackTransforms: Callback[] = []
  readonly #invokeTransforms: Callback[] = []
  readonly #signalled = new Signal()
  readonly #released = new Signal()

  constructor(options: MonitorOptions) {
    this.#options = options
  }

  /** Resolves when the program has said that it is done. It waits then, and may still be asked to run its hooks. */
  get programDone(): Promise<void> {
    return this.#signalled.raised
  }

  /** Lets a program that waits for the end of the run go. */
  release(): void {
    this.#released.raise()
  }

  handlers(): Handlers {
    const { sdk } = this.#options
    return {
      supportsFeature: (call: UnaryCall<SupportsFeatureRequest>) => {
        const response = new sdk.resource.SupportsFeatureResponse()
        response.setHassupport(FEATURES.some((feature) => feature.name === call.request.getId()))
        return response
      },
      getDeploymentInfo: () => deploymentInfo(this.#options),
      registerResource: (call: UnaryCall<RegisterResourceRequest>) => this.#register(call.request),
      registerResourceOutputs: (call: UnaryCall<RegisterResourceOutputsRequest>) => this.#registerOutputs(call.request),
      readResource: (call: UnaryCall<ReadResourceRequest>) => this.#read(call.request),
      signalAndWaitForShutdown: async () => {
        this.#signalled.raise()
        await this.#released.raised
        return new sdk.empty.Empty()
      },
      invoke: (call: UnaryCall<ResourceInvokeRequest>) => this.#invoke(call.request),
      call: notImplemented(sdk, 'Call'),
      registerStackTransform: (call: UnaryCall<Callback>) => {
        this.#stackTransforms.push(call.request)
        return new sdk.empty.Empty()
      },
      registerStackInvokeTransform: (call: UnaryCall<Callback>) => {
        this.#invokeTransforms.push(call.request)
        return new sdk.empty.Empty()
      },
      registerResourceHook: (call: UnaryCall<RegisterResourceHookRequest>) => {
        this.#options.hooks.register(call.request)
        return new sdk.empty.Empty()
      },
      registerErrorHook: (call: UnaryCall<RegisterErrorHookRequest>) => {
        this.#options.hooks.registerErrorHook(call.request)
        return new sdk.empty.Empty()
      },
      registerPackage: notImplemented(sdk, 'RegisterPackage'),
    }
  }

  async #register(request: RegisterResourceRequest) {
    const { sdk, deployment, root } = this.#options
    const result = await this.#guarded(async () => {
      if (request.getRemote()) throw outsideScope(`the component '${request.getName()}', which a plugin makes (${request.getType()}),`)
      const transforms = request.getTransformsList()
      await applyTransforms(sdk, this.#options.callbacks, request, [...this.#ancestorsTransforms(request), ...this.#stackTransforms])
      const goal = goalOf(request, await this.#inherited(request), root)
      const registered = await deployment.register(goal)
      if (registered.kind === 'done') {
        this.#handed.set(registered.state.urn, {
          parent: goal.parent, transforms, protect: goal.protect, retainOnDelete: goal.retainOnDelete, deletedWith: goal.deletedWith,
          providers: new Map(goal.custom ? [] : request.getProvidersMap().entries() as unknown as Iterable<[string, string]>),
        })
      }
      return registered
    })
    if (result.kind !== 'done' && !(result.kind !== 'cancelled' && request.getSupportsresultreporting())) throw this.#shutDown()
    const response = new sdk.resource.RegisterResourceResponse()
    response.setUrn(result.state.urn)
    if (result.state.id && result.state.id !== UNKNOWN) response.setId(result.state.id)
    response.setObject(toStruct(sdk, this.#shown(request.getCustom() ? result.state.outputs : {}, request)))
    if (result.kind === 'done') response.setUnknown(result.unknown)
    else response.setResult(result.kind === 'failed' ? sdk.resource.Result.FAIL : SKIPPED)
    return response
  }

  async #read(request: ReadResourceRequest) {
    const { sdk, deployment, root } = this.#options
    const result = await this.#guarded(async () => {
      const provider = request.getProvider() || (await this.#defaultProvider(request.getType()))
      return provider ? deployment.read(readGoalOf(request, provider, root)) : { kind: 'cancelled' as const }
    })
    if (result.kind !== 'done') throw this.#shutDown()
    const response = new sdk.resource.ReadResourceResponse()
    response.setUrn(result.state.urn)
    response.setProperties(toStruct(sdk, request.getAcceptsecrets() ? result.state.outputs : (plain(result.state.outputs) as PropertyMap)))
    return response
  }

  async #registerOutputs(request: RegisterResourceOutputsRequest) {
    const { sdk, deployment, refuse } = this.#options
    try {
      await deployment.registerOutputs(requiredUrn(request.getUrn()), withoutOutputValues(fromStruct(request.getOutputs())) as PropertyMap)
    } catch (error) {
      if (!(error instanceof InvalidRequest)) refuse(error)
      throw this.#shutDown()
    }
    return new sdk.empty.Empty()
  }

  /** Functions: only the engine's own, since there are no plugins that could have others. */
  async #invoke(request: ResourceInvokeRequest) {
    const { sdk, deployment, builtin, callbacks, refuse } = this.#options
    const args = await applyInvokeTransforms(sdk, callbacks, request, this.#invokeTransforms)
    const token = request.getTok()
    const [packageName = ''] = token.split(':')
    if (packageName !== BUILTIN_PACKAGE) {
      refuse(outsideScope(`the function '${token}'`))
      throw this.#shutDown()
    }
    if (!(await deployment.defaultProvider(BUILTIN_PACKAGE))) throw this.#shutDown()
    const result = builtin.invoke(token, withoutOutputValues(args) as PropertyMap)
    const response = new sdk.resource.ResourceInvokeResponse()
    response.setReturn(toStruct(sdk, result))
    return response
  }

  /** Outputs as the SDK of the request can take them. */
  #shown(outputs: PropertyMap, request: RegisterResourceRequest): PropertyMap {
    const open = request.getAcceptsecrets() ? outputs : (plain(outputs) as PropertyMap)
    if (request.getSupportspartialvalues()) return open
    return Object.fromEntries(Object.entries(open).filter(([, value]) => !hasUnknown(value)))
  }

  #ancestorsTransforms(request: RegisterResourceRequest): Callback[] {
    const found: Callback[] = []
    for (let urn = optionalUrn(request.getParent()); urn; urn = this.#handed.get(urn)?.parent) {
      found.push(...(this.#handed.get(urn)?.transforms ?? []))
    }
    return found
  }

  async #inherited(request: RegisterResourceRequest): Promise<Inherited> {
    const parent = optionalUrn(request.getParent())
    const handed = parent ? this.#handed.get(parent) : undefined
    const inherited = {
      protect: request.hasProtect() ? request.getProtect() : handed?.protect,
      retainOnDelete: request.hasRetainondelete() ? request.getRetainondelete() : handed?.retainOnDelete,
      deletedWith: optionalUrn(request.getDeletedwith()) ?? handed?.deletedWith,
    }
    // A component has no provider, whatever the SDK hands on to it for its children.
    if (!request.getCustom()) return { ...inherited, provider: undefined }
    const type = request.getType()
    if (isProviderType(type)) {
      refusePackage(providerPackage(type))
      return { ...inherited, provider: undefined }
    }
    const name = type.split(':')[0] ?? ''
    const own = request.getProvider() || request.getProvidersMap().get(name) || handed?.providers.get(name)
    return { ...inherited, provider: own || (await this.#defaultProvider(type)) }
  }

  async #defaultProvider(type: string): Promise<string | undefined> {
    const name = type.split(':')[0] ?? ''
    refusePackage(name)
    return this.#options.deployment.defaultProvider(name)
  }

  /** What ends a run is told to it; the program only hears that the engine is gone, and falls silent. */
  async #guarded(work: () => Promise<Registered>): Promise<Registered> {
    try {
      return await work()
    } catch (error) {
      if (error instanceof InvalidRequest) throw error
      this.#options.refuse(error)
      return { kind: 'cancelled' }
    }
  }

  #shutDown(): Partial<Grpc.ServiceError> & Error {
    return Object.assign(new Error('resource monitor shut down while waiting on step\'s done channel'), {
      code: this.#options.sdk.grpc.status.UNAVAILABLE,
      details: "resource monitor shut down while waiting on step's done channel",
    })
  }
}

/** Result.SKIP of resource.proto, which not every version of the SDK's messages names. */
const SKIPPED = 2 as Result
