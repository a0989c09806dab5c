import { createRequire } from 'node:module'
import { join } from 'node:path'
import type * as Grpc from '@grpc/grpc-js'
import type * as StructModule from 'google-protobuf/google/protobuf/struct_pb.js'
import type * as EmptyModule from 'google-protobuf/google/protobuf/empty_pb.js'
import type * as ResourceModule from '@pulumi/pulumi/proto/resource_pb.js'
import type * as EngineModule from '@pulumi/pulumi/proto/engine_pb.js'
import type * as ProviderModule from '@pulumi/pulumi/proto/provider_pb.js'
import type * as LanguageModule from '@pulumi/pulumi/proto/language_pb.js'
import type * as EventsModule from '@pulumi/pulumi/proto/events_pb.js'
import type * as CallbackModule from '@pulumi/pulumi/proto/callback_pb.js'
import type * as StatusModule from '@pulumi/pulumi/proto/status_pb.js'
import type * as AliasModule from '@pulumi/pulumi/proto/alias_pb.js'
import { CommandError } from '../errors.ts'

/** A generated service: one method definition per name. */
export type Service = Grpc.ServiceDefinition
/** A generated client's constructor; its methods are called by name (`unary` below). */
export type ClientClass = new (address: string, credentials: Grpc.ChannelCredentials, options?: Grpc.ChannelOptions) => Grpc.Client

/** What the engine takes from the SDK of the project: its gRPC library, its generated messages, and its own programs. */
export interface Sdk {
  readonly version: string
  readonly grpc: typeof Grpc
  readonly struct: typeof StructModule
  readonly empty: typeof EmptyModule
  readonly resource: typeof ResourceModule
  readonly engine: typeof EngineModule
  readonly provider: typeof ProviderModule
  readonly language: typeof LanguageModule
  readonly events: typeof EventsModule
  readonly callback: typeof CallbackModule
  readonly status: typeof StatusModule
  readonly alias: typeof AliasModule
  readonly monitorService: Service
  readonly engineService: Service
  readonly providerClient: ClientClass
  readonly languageClient: ClientClass
  readonly eventsClient: ClientClass
  readonly callbacksClient: ClientClass
  /** The file that runs a Node.js program, and the one that serves dynamic providers. */
  readonly programRunner: string
  readonly dynamicProvider: string
}

/**
 * Loads the SDK that a project uses, so that messages and program agree on their version; where it has none (an inline
 * program's folder), the engine's own.
 */
export function loadSdk(folder: string): Sdk {
  const load = sdkRequire(folder)
  const version = (load('./package.json') as { version: string }).version
  if (!version.startsWith('3.')) {
    throw new CommandError(`the project's @pulumi/pulumi is ${version}; the embedded engine runs programs of version 3`)
  }
  const grpcModule = <T>(name: string): T => load(`./proto/${name}_grpc_pb`) as T
  return {
    version,
    grpc: load('@grpc/grpc-js') as typeof Grpc,
    struct: load('google-protobuf/google/protobuf/struct_pb') as typeof StructModule,
    empty: load('google-protobuf/google/protobuf/empty_pb') as typeof EmptyModule,
    resource: load('./proto/resource_pb') as typeof ResourceModule,
    engine: load('./proto/engine_pb') as typeof EngineModule,
    provider: load('./proto/provider_pb') as typeof ProviderModule,
    language: load('./proto/language_pb') as typeof LanguageModule,
    events: load('./proto/events_pb') as typeof EventsModule,
    callback: load('./proto/callback_pb') as typeof CallbackModule,
    status: load('./proto/status_pb') as typeof StatusModule,
    alias: load('./proto/alias_pb') as typeof AliasModule,
    monitorService: grpcModule<{ ResourceMonitorService: Service }>('resource').ResourceMonitorService,
    engineService: grpcModule<{ EngineService: Service }>('engine').EngineService,
    providerClient: grpcModule<{ ResourceProviderClient: ClientClass }>('provider').ResourceProviderClient,
    languageClient: grpcModule<{ LanguageRuntimeClient: ClientClass }>('language').LanguageRuntimeClient,
    eventsClient: grpcModule<{ EventsClient: ClientClass }>('events').EventsClient,
    callbacksClient: grpcModule<{ CallbacksClient: ClientClass }>('callback').CallbacksClient,
    programRunner: load.resolve('./cmd/run'),
    dynamicProvider: load.resolve('./cmd/dynamic-provider'),
  }
}

function sdkRequire(folder: string): NodeJS.Require {
  const places = [join(folder, 'package.json'), import.meta.url]
  for (const place of places) {
    const near = createRequire(place)
    try {
      return createRequire(near.resolve('@pulumi/pulumi/package.json'))
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND')) throw error
    }
  }
  throw new CommandError(`could not find the @pulumi/pulumi SDK from ${folder}; run \`npm install\` in the project`)
}

/** Large resources are common; the official CLI allows 400 MB a message. */
export const channelOptions: Grpc.ChannelOptions = {
  'grpc.max_receive_message_length': 400 * 1024 * 1024,
  'grpc.max_send_message_length': 400 * 1024 * 1024,
}

/** A provider's, a program's or a callback's refusal, with its gRPC status. */
export class RpcError extends Error {
  readonly code: number
  readonly metadata: Grpc.Metadata | undefined
  constructor(message: string, code: number, metadata?: Grpc.Metadata) {
    super(message)
    this.name = 'RpcError'
    this.code = code
    this.metadata = metadata
  }
}

/** One request, one answer. Throws an RpcError that carries the other side's own words. */
export function unary<Request, Response>(client: Grpc.Client, method: string, request: Request): Promise<Response> {
  return new Promise((resolve, reject) => {
    const methods = client as unknown as Record<string, (request: Request, done: (error: Grpc.ServiceError | null,
      response: Response) => void) => void>
    const call = methods[method]
    if (!call) throw new TypeError(`the client has no method ${method}`)
    call.call(client, request, (error, response) => {
      if (error) reject(new RpcError(error.details || error.message, error.code, error.metadata))
      else resolve(response)
    })
  })
}

export type { Grpc }
