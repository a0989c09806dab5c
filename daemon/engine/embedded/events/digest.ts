import type { Step } from '../generation/step.ts'
import { isLogical, stepResource } from '../generation/step.ts'
import { resourceDocument } from '../snapshot/checkpoint.ts'
import type { ResourceState } from '../snapshot/resource.ts'
import { isDefaultProvider, ROOT_TYPE } from '../snapshot/urn.ts'
import type { PropertyMap } from '../values/property.ts'
import { shownValue } from '../values/secrets.ts'
import type { Diagnostic, EngineEvent, StepView, Summary } from './event.ts'

export interface DigestOptions {
  readonly showSecrets: boolean
  readonly showSames: boolean
  readonly showReads: boolean
  readonly showReplacementSteps: boolean
}

/** What `preview --json` prints when it is done (PreviewDigest in pkg/display/json.go). Secrets are `[secret]` unless asked for. */
export class PreviewDigest {
  readonly #options: DigestOptions
  readonly #steps: object[] = []
  readonly #diagnostics: object[] = []
  #config: Readonly<Record<string, string>> = {}
  #summary: Summary | undefined

  constructor(options: DigestOptions) {
    this.#options = options
  }

  step(step: Step, view: StepView): void {
    if (!this.#shows(step)) return
    const detailed = 'detailed' in step ? step.detailed : undefined
    this.#steps.push({
      op: step.op,
      urn: stepResource(step).urn,
      ...(stepResource(step).provider && { provider: stepResource(step).provider }),
      ...(view.old && { oldState: this.#state(view.old) }),
      ...(view.new && { newState: this.#state(view.new) }),
      ...('changedKeys' in step && step.changedKeys.length > 0 && { diffReasons: step.changedKeys }),
      ...('replaceKeys' in step && step.replaceKeys.length > 0 && { replaceReasons: step.replaceKeys }),
      detailedDiff: detailed ? Object.fromEntries(detailed) : null,
    })
  }

  event(event: EngineEvent): void {
    if ('preludeEvent' in event) this.#config = event.preludeEvent.config
    else if ('summaryEvent' in event) this.#summary = event.summaryEvent
    else if ('diagnosticEvent' in event) this.#diagnostic(event.diagnosticEvent)
  }

  /** Nanoseconds, as Go writes a duration. */
  text(): string {
    const { durationSeconds = 0, resourceChanges = {}, maybeCorrupt = false } = this.#summary ?? {}
    const document = {
      ...(Object.keys(this.#config).length > 0 && { config: this.#config }),
      ...(this.#steps.length > 0 && { steps: this.#steps }),
      ...(this.#diagnostics.length > 0 && { diagnostics: this.#diagnostics }),
      ...(durationSeconds > 0 && { duration: durationSeconds * 1e9 }),
      ...(Object.keys(resourceChanges).length > 0 && { changeSummary: resourceChanges }),
      ...(maybeCorrupt && { maybeCorrupt }),
    }
    return JSON.stringify(document, null, 4)
  }

  #shows(step: Step): boolean {
    const { urn, type } = stepResource(step)
    if (type === ROOT_TYPE) return true
    if (isDefaultProvider(urn)) return false
    if (step.op === 'same') return this.#options.showSames
    if (step.op === 'read' || step.op === 'discard') return this.#options.showReads
    return isLogical(step) || step.op === 'refresh' || this.#options.showReplacementSteps
  }

  #diagnostic({ urn, prefix, message, severity }: Diagnostic): void {
    if (severity !== 'debug') this.#diagnostics.push({ ...(urn && { urn }), message: `${prefix ?? ''}${message}`, severity })
  }

  #state(resource: ResourceState): Record<string, unknown> {
    const shown = (map: PropertyMap): PropertyMap => shownValue(map, this.#options.showSecrets, plainCrypter) as PropertyMap
    return resourceDocument({ ...resource, inputs: shown(resource.inputs), outputs: shown(resource.outputs) }, 'masked', plainCrypter)
  }
}

const refuse = (): never => {
  throw new TypeError('a digest never seals or unseals a secret')
}
const plainCrypter = { encrypt: refuse, decrypt: refuse }
