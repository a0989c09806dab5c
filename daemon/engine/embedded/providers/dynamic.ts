import type { Struct } from 'google-protobuf/google/protobuf/struct_pb.js'
import type { CheckAnswer, DiffAnswer } from '../generation/question.ts'
import { RpcError, type Grpc, type Sdk, unary } from '../program/sdk.ts'
import type { Urn } from '../snapshot/urn.ts'
import { urnName, urnType } from '../snapshot/urn.ts'
import { annotateSecrets, type PropertyMap } from '../values/property.ts'
import { fromStruct, toPlainStruct } from '../values/struct.ts'
import { type Provider, ProviderFailure, type ReadResult } from './provider.ts'
import { saysUnknown } from './unknown.ts'

/** gRPC statuses after which nobody can say what happened (resourceStateAndError in provider_plugin.go). */
const UNKNOWN = 2
const INTERNAL = 13
const CANCELLED = 1
const DEADLINE_EXCEEDED = 4
const UNAVAILABLE = 14
const DATA_LOSS = 15

interface Named {
  setUrn(urn: string): unknown
  setName(name: string): unknown
  setType(type: string): unknown
}

/** Dynamic providers: classes of the program's own, which the SDK's provider server runs. It takes no secrets and knows no preview. */
export class DynamicProvider implements Provider {
  readonly #sdk: Sdk
  readonly #client: () => Promise<Grpc.Client>

  /** `client` gives the connection to the provider server and starts it if it isn't running. */
  constructor(sdk: Sdk, client: () => Promise<Grpc.Client>) {
    this.#sdk = sdk
    this.#client = client
  }

  async check({ urn, olds, news, seed }: Parameters<Provider['check']>[0]): Promise<CheckAnswer> {
    const request = this.#named(new this.#sdk.provider.CheckRequest(), urn)
    request.setOlds(this.#struct(olds ?? {}))
    request.setNews(this.#struct(news))
    request.setRandomseed(seed)
    const response = await this.#call<InstanceType<Sdk['provider']['CheckResponse']>>('check', request)
    return {
      answer: 'check',
      inputs: annotateSecrets(fromStruct(response.getInputs()), news),
      failures: response.getFailuresList().map((failure) => ({ property: failure.getProperty(), reason: failure.getReason() })),
    }
  }

  async diff(question: Parameters<Provider['diff']>[0]): Promise<DiffAnswer> {
    const request = this.#named(new this.#sdk.provider.DiffRequest(), question.urn)
    request.setId(question.id)
    request.setOlds(this.#struct(question.oldOutputs))
    request.setOldInputs(this.#struct(question.oldInputs))
    request.setNews(this.#struct(question.newInputs))
    request.setIgnorechangesList([...question.ignoreChanges])
    const response = await this.#call<InstanceType<Sdk['provider']['DiffResponse']>>('diff', request)
    const { DIFF_NONE, DIFF_SOME } = this.#sdk.provider.DiffResponse.DiffChanges
    const changes = response.getChanges()
    return {
      answer: 'diff',
      changes: changes === DIFF_NONE ? 'none' : changes === DIFF_SOME ? 'some' : 'unknown',
      replaceKeys: response.getReplacesList(),
      changedKeys: response.getDiffsList(),
      deleteBeforeReplace: response.getDeletebeforereplace(),
    }
  }

  async create({ urn, inputs, timeout }: Parameters<Provider['create']>[0]): Promise<{ id: string; outputs: PropertyMap }> {
    const request = this.#named(new this.#sdk.provider.CreateRequest(), urn)
    request.setProperties(this.#struct(inputs))
    request.setTimeout(timeout ?? 0)
    const response = await this.#change<InstanceType<Sdk['provider']['CreateResponse']>>('create', request, inputs)
    if (response.getId() === '') throw new ProviderFailure(`plugin returned empty resource.ID from create '${urn}'`, { status: 'unknown' })
    return { id: response.getId(), outputs: annotateSecrets(fromStruct(response.getProperties()), inputs) }
  }

  async update(call: Parameters<Provider['update']>[0]): Promise<{ outputs: PropertyMap }> {
    const request = this.#named(new this.#sdk.provider.UpdateRequest(), call.urn)
    request.setId(call.id)
    request.setOlds(this.#struct(call.oldOutputs))
    request.setOldInputs(this.#struct(call.oldInputs))
    request.setNews(this.#struct(call.newInputs))
    request.setIgnorechangesList([...call.ignoreChanges])
    request.setTimeout(call.timeout ?? 0)
    const response = await this.#change<InstanceType<Sdk['provider']['UpdateResponse']>>('update', request, call.newInputs)
    return { outputs: annotateSecrets(fromStruct(response.getProperties()), call.newInputs) }
  }

  async delete(call: Parameters<Provider['delete']>[0]): Promise<void> {
    const request = this.#named(new this.#sdk.provider.DeleteRequest(), call.urn)
    request.setId(call.id)
    request.setProperties(this.#struct(call.outputs))
    request.setOldInputs(this.#struct(call.inputs))
    request.setTimeout(call.timeout ?? 0)
    await this.#change('delete', request, call.inputs)
  }

  async read(call: Parameters<Provider['read']>[0]): Promise<ReadResult> {
    const request = this.#named(new this.#sdk.provider.ReadRequest(), call.urn)
    request.setId(call.id)
    request.setProperties(this.#struct(call.outputs))
    if (call.inputs) request.setInputs(this.#struct(call.inputs))
    request.setTimeout(call.timeout ?? 0)
    const response = await this.#change<InstanceType<Sdk['provider']['ReadResponse']>>('read', request, call.inputs ?? {})
    const properties = response.getProperties()
    const inputs = response.getInputs()
    return {
      id: response.getId(),
      outputs: properties && annotateSecrets(fromStruct(properties), call.outputs),
      ...(inputs && { inputs: annotateSecrets(fromStruct(inputs), call.inputs ?? {}) }),
    }
  }

  #struct(map: PropertyMap): Struct {
    return toPlainStruct(this.#sdk, map)
  }

  #named<Request extends Named>(request: Request, urn: Urn): Request {
    request.setUrn(urn)
    request.setName(urnName(urn))
    request.setType(urnType(urn))
    return request
  }

  async #call<Response>(method: string, request: unknown): Promise<Response> {
    return unary<unknown, Response>(await this.#client(), method, request)
  }

  /** A call that changes or looks at the world: its failure says what is known of the resource. */
  async #change<Response>(method: string, request: unknown, inputs: PropertyMap): Promise<Response> {
    try {
      return await this.#call<Response>(method, request)
    } catch (error) {
      if (!(error instanceof RpcError)) throw error
      const details = { status: statusOf(method, error.code), open: isOpen(error) }
      throw this.#initFailure(error, inputs) ?? new ProviderFailure(error.message, details)
    }
  }

  /** An ErrorResourceInitFailed travels in the status' details: the resource exists, but isn't healthy. */
  #initFailure(error: RpcError, inputs: PropertyMap): ProviderFailure | undefined {
    const [bytes] = error.metadata?.get('grpc-status-details-bin') ?? []
    if (!bytes || typeof bytes === 'string') return undefined
    const status = this.#sdk.status.Status.deserializeBinary(bytes)
    for (const detail of status.getDetailsList()) {
      const failed = detail.unpack((data) => this.#sdk.provider.ErrorResourceInitFailed.deserializeBinary(data),
        'pulumirpc.ErrorResourceInitFailed')
      if (!failed) continue
      const reasons = failed.getReasonsList()
      return new ProviderFailure(initMessage(reasons), {
        status: 'partial',
        id: failed.getId(),
        outputs: annotateSecrets(fromStruct(failed.getProperties()), inputs),
        ...(failed.getInputs() && { inputs: annotateSecrets(fromStruct(failed.getInputs()), inputs) }),
        initErrors: reasons,
      })
    }
    return undefined
  }
}

/** A provider that was killed in the middle of a call, or whose own line went dead, can't say whether it was carried out. */
const isOpen = ({ code, message }: RpcError): boolean =>
  code === CANCELLED || code === DEADLINE_EXCEEDED || code === UNAVAILABLE || code === INTERNAL || saysUnknown(message)

/** A failed create leaves nothing behind, as far as the official CLI is concerned; any other call may have. */
function statusOf(method: string, code: number): 'ok' | 'unknown' {
  return method !== 'create' && (code === UNKNOWN || code === INTERNAL || code === DATA_LOSS) ? 'unknown' : 'ok'
}

/** As the official CLI's list of errors reads (hashicorp/go-multierror). */
function initMessage(reasons: readonly string[]): string {
  if (reasons.length === 0) return 'resource init failed'
  const count = reasons.length === 1 ? '1 error occurred' : `${reasons.length} errors occurred`
  return `${count}:\n\t${reasons.map((reason) => `* ${reason}`).join('\n\t')}\n\n`
}
