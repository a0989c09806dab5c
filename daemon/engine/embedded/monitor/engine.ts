import type { LogRequest, SetRootResourceRequest } from '@pulumi/pulumi/proto/engine_pb.js'
import type { Severity } from '../events/event.ts'
import type { Diagnostics } from '../events/diagnostics.ts'
import type { Sdk } from '../program/sdk.ts'
import { parseUrn } from '../snapshot/urn.ts'
import type { Handlers, UnaryCall } from './service.ts'

const SEVERITIES: readonly Severity[] = ['debug', 'info', 'warning', 'error']

/** The engine's other service (`pulumirpc.Engine`): what programs and providers log, and the root resource. */
export class EngineLog {
  readonly #sdk: Sdk
  readonly #diagnostics: Diagnostics
  #rootUrn = ''
  #sawError = false

  constructor(sdk: Sdk, diagnostics: Diagnostics) {
    this.#sdk = sdk
    this.#diagnostics = diagnostics
  }

  /** A program that logged an error has failed, whatever its exit status says. */
  get sawError(): boolean {
    return this.#sawError
  }

  handlers(): Handlers {
    const { engine, empty } = this.#sdk
    return {
      log: (call: UnaryCall<LogRequest>) => {
        const severity = SEVERITIES[call.request.getSeverity()] ?? 'info'
        if (severity === 'error') this.#sawError = true
        this.#diagnostics.say(severity, call.request.getMessage(), parseUrn(call.request.getUrn()))
        return new empty.Empty()
      },
      getRootResource: () => {
        const response = new engine.GetRootResourceResponse()
        response.setUrn(this.#rootUrn)
        return response
      },
      setRootResource: (call: UnaryCall<SetRootResourceRequest>) => {
        this.#rootUrn = call.request.getUrn()
        return new engine.SetRootResourceResponse()
      },
      startDebugging: () => new empty.Empty(),
      requirePulumiVersion: () => new engine.RequirePulumiVersionResponse(),
    }
  }
}
