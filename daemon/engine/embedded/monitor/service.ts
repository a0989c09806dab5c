import type { Grpc, Sdk, Service } from '../program/sdk.ts'
import { channelOptions } from '../program/sdk.ts'

export interface UnaryCall<Request> {
  readonly request: Request
}
/** One method of a service: takes a call, gives the answer or throws. */
export type Handler = (call: UnaryCall<never>) => unknown
export type Handlers = Readonly<Record<string, Handler>>

/** A gRPC server on a free port of this machine alone. */
export class RpcServer {
  readonly #server: Grpc.Server
  #port = 0

  constructor(sdk: Sdk) {
    this.#server = new sdk.grpc.Server(channelOptions)
  }

  get address(): string {
    return `127.0.0.1:${this.#port}`
  }

  add(sdk: Sdk, service: Service, handlers: Handlers): void {
    const methods: Record<string, Grpc.handleUnaryCall<unknown, unknown>> = {}
    for (const [name, handler] of Object.entries(handlers)) {
      methods[name] = (call, done) => {
        Promise.resolve()
          .then(() => handler(call as never))
          .then((response) => done(null, response), (error: unknown) => done(serviceError(sdk, error)))
      }
    }
    this.#server.addService(service, methods)
  }

  listen(sdk: Sdk): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.bindAsync('127.0.0.1:0', sdk.grpc.ServerCredentials.createInsecure(), (error, port) => {
        if (error) return reject(error)
        this.#port = port
        resolve()
      })
    })
  }

  close(): void {
    this.#server.forceShutdown()
  }
}

/** A method that the feature handshake says isn't there; a program that calls it anyway learns its name. */
export function notImplemented(sdk: Sdk, name: string): Handler {
  return () => {
    const details = `${name} is outside what the embedded engine does; install the official Pulumi CLI to run this program`
    throw Object.assign(new Error(details), { code: sdk.grpc.status.UNIMPLEMENTED, details })
  }
}

function serviceError(sdk: Sdk, error: unknown): Partial<Grpc.StatusObject> {
  const details = error instanceof Error ? error.message : String(error)
  const code = error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : sdk.grpc.status.UNKNOWN
  return { code, details }
}
