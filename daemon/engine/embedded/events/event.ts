import type { Step } from '../generation/step.ts'
import { isLogical, stepResource } from '../generation/step.ts'
import type { ResourceState } from '../snapshot/resource.ts'
import type { Urn } from '../snapshot/urn.ts'
import type { DetailedDifference } from '../values/difference.ts'
import type { PropertyMap } from '../values/property.ts'
import { closeSecrets } from '../values/secrets.ts'

/** How loud a message is; `info#err` is what a program printed on its stderr. */
export type Severity = 'debug' | 'info' | 'info#err' | 'warning' | 'error'
export type OperationResult = 'succeeded' | 'failed'

/** The engine's events in the official JSON form (sdk/go/common/apitype/events.go), without sequence and time. */
export type EngineEvent =
  | { readonly preludeEvent: { readonly config: Readonly<Record<string, string>> } }
  | { readonly resourcePreEvent: { readonly metadata: StepMetadata; readonly planning?: true } }
  | { readonly resOutputsEvent: { readonly metadata: StepMetadata; readonly planning?: true } }
  | { readonly resOpFailedEvent: { readonly metadata: StepMetadata; readonly status: number; readonly steps: number } }
  | { readonly diagnosticEvent: Diagnostic }
  | { readonly summaryEvent: Summary }
  | { readonly cancelEvent: Record<string, never> }

export interface Diagnostic {
  readonly urn?: Urn
  readonly prefix?: string
  readonly message: string
  readonly color: 'never'
  readonly severity: Severity
}

export interface Summary {
  readonly maybeCorrupt: boolean
  readonly durationSeconds: number
  readonly resourceChanges: Readonly<Record<string, number>>
  readonly PolicyPacks: Record<string, never>
  readonly isPreview: boolean
  readonly result: OperationResult
}

export interface StepMetadata {
  readonly op: string
  readonly urn: Urn
  readonly type: string
  readonly old: StateMetadata | null
  readonly new: StateMetadata | null
  readonly keys?: readonly string[]
  readonly diffs?: readonly string[]
  readonly detailedDiff: Readonly<Record<string, { diffKind: string; inputDiff: boolean }>> | null
  readonly logical?: true
  readonly provider: string
}

export interface StateMetadata {
  readonly type: string
  readonly urn: Urn
  readonly custom?: true
  readonly delete?: true
  readonly id: string
  readonly parent: string
  readonly protect?: true
  readonly taint?: true
  readonly external?: true
  readonly retainOnDelete?: true
  readonly inputs: PropertyMap
  readonly outputs: PropertyMap
  readonly provider: string
  readonly initErrors?: readonly string[]
}

export interface StepView {
  readonly op: string
  readonly old: ResourceState | undefined
  readonly new: ResourceState | undefined
  readonly changedKeys?: readonly string[] | undefined
  readonly detailed?: DetailedDifference | undefined
}

/** What an event says about a step; `view` is what is known by now. */
export function stepMetadata(step: Step, view: StepView): StepMetadata {
  const resource = view.new ?? view.old ?? stepResource(step)
  const keys = 'replaceKeys' in step ? step.replaceKeys : []
  const diffs = view.changedKeys ?? ('changedKeys' in step ? step.changedKeys : [])
  const detailed = view.detailed ?? ('detailed' in step ? step.detailed : undefined)
  return {
    op: view.op,
    urn: resource.urn,
    type: resource.type,
    old: view.old ? stateMetadata(view.old) : null,
    new: view.new ? stateMetadata(view.new) : null,
    ...(keys.length > 0 && { keys }),
    ...(diffs.length > 0 && { diffs }),
    detailedDiff: detailed ? detailedDifference(detailed) : null,
    ...(isLogical(step) && { logical: true }),
    provider: resource.provider ?? '',
  }
}

function detailedDifference(detailed: DetailedDifference): Record<string, { diffKind: string; inputDiff: boolean }> {
  return Object.fromEntries([...detailed].map(([path, { kind, inputDiff }]) => [path, { diffKind: kind, inputDiff }]))
}

/** An event goes to whoever listens, so a secret is `[secret]` in it. */
function stateMetadata(state: ResourceState): StateMetadata {
  return {
    type: state.type,
    urn: state.urn,
    ...(state.custom && { custom: true }),
    ...(state.delete && { delete: true }),
    id: state.id ?? '',
    parent: state.parent ?? '',
    ...(state.protect && { protect: true }),
    ...(state.taint && { taint: true }),
    ...(state.external && { external: true }),
    ...(state.retainOnDelete && { retainOnDelete: true }),
    inputs: masked(state.inputs),
    outputs: masked(state.outputs),
    provider: state.provider ?? '',
    ...(state.initErrors?.length && { initErrors: state.initErrors }),
  }
}

const refuse = (): never => {
  throw new TypeError('an event never opens or seals a secret')
}
const masked = (map: PropertyMap): PropertyMap => closeSecrets(map, 'masked', { encrypt: refuse, decrypt: refuse }) as PropertyMap
