import type { RegisterErrorHookRequest, RegisterResourceHookRequest } from '@pulumi/pulumi/proto/resource_pb.js'
import type { Diagnostics } from '../events/diagnostics.ts'
import { hookFailure, type HookMoment, type HookRunner, type HookSubject } from '../execution/hooks.ts'
import type { Sdk } from '../program/sdk.ts'
import { urnName } from '../snapshot/urn.ts'
import { toStruct } from '../values/struct.ts'
import type { Callbacks } from './callbacks.ts'

/** The hooks that a program registered, by name, and the calls to them. */
export class Hooks implements HookRunner {
  readonly #sdk: Sdk
  readonly #callbacks: Callbacks
  readonly #diagnostics: Diagnostics
  readonly #preview: boolean
  readonly #hooks = new Map<string, RegisterResourceHookRequest>()
  readonly #errorHooks = new Map<string, RegisterErrorHookRequest>()

  constructor(sdk: Sdk, callbacks: Callbacks, diagnostics: Diagnostics, preview: boolean) {
    this.#sdk = sdk
    this.#callbacks = callbacks
    this.#diagnostics = diagnostics
    this.#preview = preview
  }

  register(request: RegisterResourceHookRequest): void {
    if (this.#hooks.has(request.getName())) throw new Error(`resource hook already registered for name ${JSON.stringify(request.getName())}`)
    this.#hooks.set(request.getName(), request)
  }

  registerErrorHook(request: RegisterErrorHookRequest): void {
    if (this.#errorHooks.has(request.getName())) throw new Error(`error hook already registered for name ${JSON.stringify(request.getName())}`)
    this.#errorHooks.set(request.getName(), request)
  }

  async run(moment: HookMoment, subject: HookSubject): Promise<void> {
    for (const name of subject.resource.resourceHooks?.[moment] ?? []) {
      const hook = this.#hooks.get(name)
      const callback = hook?.getCallback()
      if (!hook || !callback) throw new Error(`hook ${JSON.stringify(name)} was not registered`)
      if (this.#preview && !hook.getOnDryRun()) continue
      const message = this.#filled(new this.#sdk.resource.ResourceHookRequest(), subject)
      if (subject.newOutputs) message.setNewOutputs(toStruct(this.#sdk, subject.newOutputs))
      const failure = await this.#call(callback, message)
      if (failure === '') continue
      if (!hook.getIgnoreErrors()) throw new Error(hookFailure(moment, name, failure))
      this.#diagnostics.warning(`${moment} hook ${JSON.stringify(name)} failed: ${failure}`, subject.resource.urn)
    }
  }

  async shouldRetry(subject: HookSubject, operation: 'create' | 'update' | 'delete', errors: readonly string[]): Promise<boolean> {
    let retry = false
    for (const name of subject.resource.resourceHooks?.OnError ?? []) {
      const callback = this.#errorHooks.get(name)?.getCallback()
      if (!callback) throw new Error(`error hook ${JSON.stringify(name)} was not registered`)
      const message = this.#filled(new this.#sdk.resource.ErrorHookRequest(), subject)
      message.setFailedOperation(operation)
      message.setErrorsList([...errors])
      const answer = this.#sdk.resource.ErrorHookResponse.deserializeBinary(await this.#callbacks.invoke(callback,
        message.serializeBinary()))
      if (answer.getError() !== '') throw new Error(`error hook ${JSON.stringify(name)} failed: ${answer.getError()}`)
      retry ||= answer.getRetry()
    }
    return retry
  }

  async #call(
    callback: NonNullable<ReturnType<RegisterResourceHookRequest['getCallback']>>,
    message: { serializeBinary(): Uint8Array },
  ): Promise<string> {
    try {
      const bytes = await this.#callbacks.invoke(callback, message.serializeBinary())
      return this.#sdk.resource.ResourceHookResponse.deserializeBinary(bytes).getError()
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }

  #filled<Message extends HookMessage>(message: Message, { resource, newInputs, oldInputs, oldOutputs }: HookSubject): Message {
    message.setUrn(resource.urn)
    message.setId(resource.id ?? '')
    message.setName(urnName(resource.urn))
    message.setType(resource.type)
    if (newInputs) message.setNewInputs(toStruct(this.#sdk, newInputs))
    if (oldInputs) message.setOldInputs(toStruct(this.#sdk, oldInputs))
    if (oldOutputs) message.setOldOutputs(toStruct(this.#sdk, oldOutputs))
    return message
  }
}

interface HookMessage {
  setUrn(value: string): unknown
  setId(value: string): unknown
  setName(value: string): unknown
  setType(value: string): unknown
  setNewInputs(value: ReturnType<typeof toStruct>): unknown
  setOldInputs(value: ReturnType<typeof toStruct>): unknown
  setOldOutputs(value: ReturnType<typeof toStruct>): unknown
}
