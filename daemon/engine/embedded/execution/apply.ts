import { providerChange } from '../generation/difference.ts'
import type { Ledger } from '../generation/ledger.ts'
import type { Step } from '../generation/step.ts'
import { type Provider, ProviderFailure } from '../providers/provider.ts'
import type { ProviderRegistry } from '../providers/registry.ts'
import type { ResourceState } from '../snapshot/resource.ts'
import { isProviderType } from '../snapshot/urn.ts'
import { type DetailedDifference, inverted } from '../values/difference.ts'
import { equal, UNKNOWN } from '../values/property.ts'
import { answer } from './answer.ts'
import { importPlanned } from './import-step.ts'

/** What doing a step came to. A partial failure has a state, too: the resource exists, though not as it should. */
export type Outcome =
  | { readonly kind: 'done'; readonly state: ResourceState | undefined; readonly refreshed?: Refreshed }
  | { readonly kind: 'failed'; readonly status: 'ok' | 'partial' | 'unknown'; readonly message: string; readonly state?: ResourceState; readonly protected?: true
      /** It may have happened: its pending operation stays in the state until somebody has looked. */
      readonly open?: true }

/** What a refresh found: the operation that it amounts to, and how the world differs from the state. */
export interface Refreshed {
  readonly op: 'same' | 'update' | 'delete'
  readonly changedKeys: readonly string[]
  readonly detailed?: DetailedDifference
}

export interface Surroundings {
  readonly preview: boolean
  readonly providers: ProviderRegistry
  readonly ledger: Ledger
  readonly warn: (message: string, urn: ResourceState['urn']) => void
}

/** Does one step and gives what came of it. Everything that reaches the world goes through here. */
export async function applyStep(step: Step, around: Surroundings): Promise<Outcome> {
  try {
    return { kind: 'done', ...(await act(step, around)) }
  } catch (error) {
    if (error instanceof ProtectedResource) return { kind: 'failed', status: 'ok', message: error.message, protected: true }
    if (!(error instanceof ProviderFailure)) return { kind: 'failed', status: 'ok', message: error instanceof Error
      ? error.message : String(error) }
    const state = partialState(step, error)
    return { kind: 'failed', status: error.status, message: error.message, ...(state && { state }), ...(error.open && { open: true }) }
  }
}

/** Whether a step may change something outside, so that it has to be on the disk as pending before it begins. */
export function reachesTheWorld(step: Step): boolean {
  const resource = 'new' in step ? step.new : step.old
  if (!resource.custom || isProviderType(resource.type)) return false
  if (step.op === 'delete' || step.op === 'delete-replaced') return !resource.retainOnDelete
  return step.op === 'create' || step.op === 'create-replacement' || step.op === 'update' || step.op === 'import'
    || step.op === 'import-replacement'
}

async function act(step: Step, around: Surroundings): Promise<{ state: ResourceState | undefined; refreshed?: Refreshed }> {
  switch (step.op) {
    case 'same':
      return { state: step.origin === 'untargeted' ? { ...step.old } : { ...step.new, ...identity(step.old), outputs: step.old.outputs } }
    case 'create':
    case 'create-replacement':
      return { state: await create(step.new, around) }
    case 'update':
      return { state: await update(step, around) }
    case 'replace':
      return { state: undefined }
    case 'delete':
    case 'delete-replaced':
    case 'discard':
    case 'discard-replaced':
      await remove(step.old, step.op === 'delete', around)
      return { state: undefined }
    case 'remove-pending-replace':
      return { state: undefined }
    case 'read':
    case 'read-replacement':
      return { state: await read(step.new, step.old, around) }
    case 'refresh':
      return refresh(step.old, step.goal, around)
    case 'import':
    case 'import-replacement':
      return { state: step.planned ? await importPlanned(step, around) : await importResource(step.new, around) }
  }
}

const identity = (old: ResourceState): Pick<ResourceState, 'id'> => (old.id === undefined ? {} : { id: old.id })
const now = (): string => new Date().toISOString()

async function create(resource: ResourceState, { preview, providers }: Surroundings): Promise<ResourceState> {
  const time = { created: now(), modified: now() }
  if (!resource.custom) return { ...resource, ...time }
  // A dynamic provider knows no preview: what it would answer is taken to be what it was given.
  const provider = providers.forResource(resource)
  if (preview && !provider.supportsPreview) return { ...resource, outputs: resource.inputs, ...time }
  const call = { urn: resource.urn, inputs: resource.inputs, ...timeout(resource.customTimeouts?.create) }
  const { id, outputs } = await provider.create(call)
  return { ...resource, ...(id !== '' && { id }), outputs, ...time }
}

async function update(step: Extract<Step, { op: 'update' }>, { preview, providers }: Surroundings): Promise<ResourceState> {
  const { old, new: fresh } = step
  const state: ResourceState = { ...fresh, ...identity(old), ...created(old) }
  if (!fresh.custom) return state
  const provider = providers.forResource(fresh)
  if (preview && !provider.supportsPreview) return { ...state, outputs: fresh.inputs, modified: now() }
  const { outputs } = await provider.update({
    urn: fresh.urn,
    id: old.id ?? '',
    oldInputs: old.inputs,
    oldOutputs: old.outputs,
    newInputs: fresh.inputs,
    ignoreChanges: step.ignoreChanges,
    ...timeout(fresh.customTimeouts?.update),
  })
  return { ...state, outputs, modified: now() }
}

async function remove(old: ResourceState, isPlainDelete: boolean, { preview, providers, ledger }: Surroundings): Promise<void> {
  if (isPlainDelete && old.protect && !ledger.options.ignoreProtect) {
    throw new ProtectedResource(
      `resource "${old.urn}" cannot be deleted\nbecause it is protected. To unprotect the resource, either remove the \`protect\` flag ` +
        `from the resource in your Pulumi program and run \`pulumi up\`, or use the command:\n\`pulumi state unprotect '${old.urn}'\``,
    )
  }
  if (preview || old.external || old.retainOnDelete || !old.custom) return
  // Deleted by an earlier run, which ended before its replacement was made: the official engine would delete it again.
  if (old.pendingReplacement) return
  // It goes with another resource that this run deletes.
  if (old.deletedWith && ledger.deletes.has(old.deletedWith)) return
  const call = { urn: old.urn, id: old.id ?? '', inputs: old.inputs, outputs: old.outputs, ...timeout(old.customTimeouts?.delete) }
  await providers.forResource(old).delete(call)
}

async function read(fresh: ResourceState, old: ResourceState | undefined, { providers }: Surroundings): Promise<ResourceState> {
  const times = old ? created(old) : {}
  if (fresh.id === UNKNOWN) return { ...fresh, outputs: {}, ...times }
  const result = await providers.forResource(fresh).read({
    urn: fresh.urn, id: fresh.id ?? '', inputs: fresh.inputs, outputs: fresh.inputs, ...timeout(fresh.customTimeouts?.read),
  })
  if (!result.outputs) throw new Error(`resource '${fresh.id}' does not exist`)
  const state: ResourceState = { ...fresh, ...(result.id !== '' && { id: result.id }), outputs: result.outputs, ...times }
  const differs = old && !(equal(old.inputs, state.inputs) && equal(old.outputs, state.outputs))
  return differs ? { ...state, modified: now() } : state
}

/** Compares the world with the state. The difference is shown from the state to the world, the other way than in an update. */
async function refresh(
  old: ResourceState, goal: ResourceState | undefined, around: Surroundings,
): Promise<{ state: ResourceState | undefined; refreshed: Refreshed }> {
  // What follows takes this state's place, so it has to be another value than the one that stays in the old snapshot.
  if (!old.custom || isProviderType(old.type) || old.pendingReplacement) {
    return goal
      ? { state: { ...old }, refreshed: { op: 'update', changedKeys: [] } }
      : { state: old, refreshed: { op: 'same', changedKeys: [] } }
  }
  const provider = around.providers.forResource(old)
  const { result, initErrors } = await readForRefresh(provider, old, around)
  if (result.id === '' || !result.outputs) return { state: undefined, refreshed: { op: 'delete', changedKeys: [] } }
  const inputs = result.inputs ?? old.inputs
  const changed = !(equal(inputs, old.inputs) && equal(result.outputs, old.outputs))
  const { initErrors: _before, ...rest } = goal ?? old
  const state: ResourceState = {
    ...rest,
    id: result.id,
    inputs: equal(inputs, old.inputs) ? old.inputs : inputs,
    outputs: equal(result.outputs, old.outputs) ? old.outputs : result.outputs,
    ...(initErrors.length > 0 && { initErrors }),
    ...(changed && { modified: now() }),
  }
  if (old.external) return { state, refreshed: { op: equal(old.outputs, state.outputs) ? 'same' : 'update', changedKeys: [] } }
  const change = await answer(
    providerChange(around.ledger, state, old.urn, old.inputs, old.provider ?? '', old.ignoreChanges ?? []),
    (question) => (question.ask === 'diff'
      ? provider.diff(question) : Promise.reject(new TypeError(`a refresh asked for a ${question.ask}`))),
  )
  const detailed = change.detailed && new Map([...change.detailed].map(([path, { kind, inputDiff }]) => [path, { kind: inverted(kind),
    inputDiff }]))
  return { state, refreshed: { op: change.changed ? 'update' : 'same', changedKeys: change.changedKeys, ...(detailed && { detailed }) } }
}

async function readForRefresh(provider: Provider, old: ResourceState, around: Surroundings) {
  const call = { urn: old.urn, id: old.id ?? '', inputs: old.inputs, outputs: old.outputs, ...timeout(old.customTimeouts?.read) }
  try {
    return { result: await provider.read(call), initErrors: [] as readonly string[] }
  } catch (error) {
    if (!(error instanceof ProviderFailure) || error.status !== 'partial') throw error
    around.warn(`Refreshed resource is in an unhealthy state:\n* ${error.initErrors.join('\n* ')}`, old.urn)
    return { result: { id: error.id ?? '', outputs: error.outputs, ...(error.inputs && { inputs: error.inputs }) },
      initErrors: error.initErrors }
  }
}

async function importResource(fresh: ResourceState, { providers }: Surroundings): Promise<ResourceState> {
  const id = fresh.importID ?? ''
  const result = await providers.forResource(fresh).read({ urn: fresh.urn, id, outputs: {}, ...timeout(fresh.customTimeouts?.read) })
  if (!result.outputs) throw new Error(`resource '${id}' does not exist`)
  if (!result.inputs) {
    throw new Error(`provider does not support importing resources; please try updating the '${fresh.type.split(':')[0]}' plugin`)
  }
  return { ...fresh, id: result.id || id, inputs: result.inputs, outputs: result.outputs }
}

/** What is known of a resource after a failure that left it half-way. */
function partialState(step: Step, failure: ProviderFailure): ResourceState | undefined {
  if (failure.status !== 'partial' || !('new' in step)) return undefined
  const known = { id: failure.id ?? '', outputs: failure.outputs ?? {}, initErrors: failure.initErrors }
  // The update didn't come through, so the next one has to see the difference again.
  if (step.op === 'update') return { ...step.new, ...known, ...created(step.old), inputs: step.old.inputs, modified: now() }
  return { ...step.new, ...known, created: now(), modified: now() }
}

function created(old: ResourceState): Pick<ResourceState, 'created' | 'modified'> {
  return { ...(old.created && { created: old.created }), ...(old.modified && { modified: old.modified }) }
}

const timeout = (seconds: number | undefined): { timeout?: number } => (seconds === undefined ? {} : { timeout: seconds })

/** A protected resource is an error of its own: nothing was tried, so the run goes on to find the others. */
class ProtectedResource extends Error {}
