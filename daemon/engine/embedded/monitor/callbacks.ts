import type { Callback, CallbackInvokeResponse } from '@pulumi/pulumi/proto/callback_pb.js'
import { channelOptions, type Grpc, type Sdk, unary } from '../program/sdk.ts'

/** Functions of the program that the engine calls: transforms and hooks. The program serves them at an address of its own. */
export class Callbacks {
  readonly #sdk: Sdk
  readonly #clients = new Map<string, Grpc.Client>()

  constructor(sdk: Sdk) {
    this.#sdk = sdk
  }

  /** Calls one function with a serialized message and gives its serialized answer. */
  async invoke(callback: Callback, message: Uint8Array): Promise<Uint8Array> {
    const request = new this.#sdk.callback.CallbackInvokeRequest()
    request.setToken(callback.getToken())
    request.setRequest(message)
    const response = await unary<typeof request, CallbackInvokeResponse>(this.#client(callback.getTarget()), 'invoke', request)
    return response.getResponse_asU8()
  }

  close(): void {
    for (const client of this.#clients.values()) client.close()
    this.#clients.clear()
  }

  #client(target: string): Grpc.Client {
    const known = this.#clients.get(target)
    if (known) return known
    const client = new this.#sdk.callbacksClient(target, this.#sdk.grpc.credentials.createInsecure(), channelOptions)
    this.#clients.set(target, client)
    return client
  }
}
