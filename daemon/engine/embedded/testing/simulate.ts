import { Diagnostics } from '../events/diagnostics.ts'
import type { EngineEvent } from '../events/event.ts'
import { Deployment } from '../execution/deployment.ts'
import { Executor, type Registered } from '../execution/executor.ts'
import { StateKeeper } from '../execution/keeper.ts'
import type { Alias, Goal } from '../generation/goal.ts'
import { Ledger } from '../generation/ledger.ts'
import type { Autonaming } from '../generation/naming.ts'
import type { Plan } from '../generation/plan.ts'
import { Planning } from '../generation/planning.ts'
import { refreshTargets } from '../generation/refresh.ts'
import { UrnSelection } from '../generation/selection.ts'
import { DYNAMIC_PACKAGE, ProviderRegistry } from '../providers/registry.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import { createUrn, isDefaultProvider, ROOT_TYPE, type Urn, urnName } from '../snapshot/urn.ts'
import { type PropertyMap, type PropertyValue, secret, UNKNOWN } from '../values/property.ts'
import { type AliasData, COMPONENT_TYPE, type InputData, type ProgramData, type ResourceData, TEST_TYPE } from './program.ts'
import type { World } from './world.ts'

export const STACK = 'dev'
export const PROJECT = 'programs'

export interface SimulationOptions {
  readonly kind: 'preview' | 'update' | 'refresh' | 'destroy'
  readonly dryRun?: boolean
  /** Names of resources; `*` as on the command line. */
  readonly targets?: readonly string[]
  readonly excludes?: readonly string[]
  readonly replace?: readonly string[]
  readonly targetDependents?: boolean
  readonly excludeDependents?: boolean
  readonly continueOnError?: boolean
  readonly refresh?: boolean
  /** Runs the program in a refresh or destroy, too. */
  readonly runProgram?: boolean
  readonly plan?: Plan
  readonly savePlan?: boolean
  readonly autonaming?: Autonaming
}

export interface Simulation {
  readonly failed: boolean
  /** Every operation that was begun on a resource, in order, except on default providers. */
  readonly operations: readonly (readonly [string, string])[]
  readonly changes: Readonly<Record<string, number>>
  readonly snapshot: Snapshot
  readonly errors: readonly string[]
  readonly events: readonly EngineEvent[]
  /** With `savePlan`: what it announced. */
  readonly plan: Plan
}

/** Runs one operation of a program that is data, in this process: everything of the engine but the wire and the disk. */
export async function simulate(program: ProgramData, base: Snapshot, world: World, options: SimulationOptions): Promise<Simulation> {
  const preview = options.kind === 'preview' || options.dryRun === true
  const events: EngineEvent[] = []
  const emit = (event: EngineEvent): void => void events.push(event)
  const diagnostics = new Diagnostics(emit)
  const keeper = new StateKeeper(base)
  const providers = new ProviderRegistry(new Map([[DYNAMIC_PACKAGE, world]]), preview)
  const urns = urnsOf(program, base)
  const planning = new Planning(options.plan, options.savePlan === true)
  const runsProgram = options.runProgram === true
  const selection = (names: readonly string[] = []): UrnSelection => new UrnSelection(names.map((name) => urns.get(name) ?? name))
  const newLedger = (snapshot: Snapshot): Ledger =>
    new Ledger(snapshot, {
      stack: STACK, project: PROJECT, preview, targets: selection(options.targets), excludes: selection(options.excludes),
      replaceTargets: selection(options.replace), targetDependents: options.targetDependents ?? false,
      excludeDependents: options.excludeDependents ?? false, planning, ...(options.autonaming && { autonaming: options.autonaming }),
      mode: options.kind === 'refresh' || options.kind === 'destroy' ? options.kind : 'update',
      refreshing: runsProgram && (options.refresh === true || options.kind === 'refresh'), seed: () => new Uint8Array(32),
    })
  const newExecutor = (ledger: Ledger, refreshing: boolean): Executor =>
    new Executor({
      preview, providers, ledger, keeper, emit, diagnostics, parallel: 1, continueOnError: options.continueOnError ?? false,
      refreshing, counting: options.kind === 'refresh', warn: (message, urn) => diagnostics.warning(message, urn),
    })
  let ledger = newLedger(base)
  let executor = newExecutor(ledger, true)
  if ((options.refresh || options.kind === 'refresh') && !runsProgram) {
    await executor.runTogether(refreshTargets(ledger).map((old) => ({ op: 'refresh', old })))
    if (!executor.sawError && options.kind !== 'refresh') ledger = newLedger(keeper.rebase())
  }
  const goesOn = (options.kind !== 'refresh' || runsProgram) && !executor.sawError
  let failed = executor.sawError
  if (goesOn) {
    executor = newExecutor(ledger, false)
    const deployment = new Deployment({ ledger, executor, keeper, providers, diagnostics, providerInputs: () => ({}) })
    const isInterpreted = options.kind !== 'destroy' || runsProgram
    let threw = false
    if (isInterpreted) threw = (await interpret(program, deployment, urns, preview)) === 'threw' || program.throws === true
    else await deployment.finishOthers()
    await deployment.settle()
    const wholly = isInterpreted && !threw && !executor.isStopped
    if (wholly) await deployment.finishOthers()
    failed = deployment.failed || threw
    if (isInterpreted) await deployment.finalizeOutputs(failed)
    if (isInterpreted && !failed) {
      const unfulfilled = planning.unfulfilled((urn) => base.resources.some((old) => old.urn === urn))
      for (const urn of unfulfilled) diagnostics.error(`expected resource operations for ${urn} but none were seen`, urn)
      failed = unfulfilled.length > 0
    }
  }
  return {
    failed,
    operations: operationsOf(events),
    changes: executor.changes,
    snapshot: keeper.journal.snapshot(),
    errors: diagnostics.messages.filter(({ severity }) => severity === 'error').map(({ text }) => text),
    events,
    plan: planning.plan,
  }
}

function operationsOf(events: readonly EngineEvent[]): (readonly [string, string])[] {
  return events.flatMap((event) => {
    if (!('resourcePreEvent' in event) || isDefaultProvider(event.resourcePreEvent.metadata.urn)) return []
    const { op, urn } = event.resourcePreEvent.metadata
    return [[op, urnName(urn)] as const]
  })
}

/** The URN of every resource that a program or a state names. */
export function urnsOf(program: ProgramData, base: Snapshot): Map<string, Urn> {
  const urns = new Map<string, Urn>(base.resources.map((resource) => [urnName(resource.urn), resource.urn]))
  const root = createUrn(STACK, PROJECT, undefined, ROOT_TYPE, `${PROJECT}-${STACK}`)
  for (const data of program.resources) {
    const parent = data.options?.parent ? urns.get(data.options.parent) : root
    urns.set(data.name, createUrn(STACK, PROJECT, parent, typeOf(data), data.name))
  }
  return urns
}

const typeOf = (data: ResourceData): string => data.type ?? (data.component ? COMPONENT_TYPE : TEST_TYPE)

/** Registers everything one after the other, as a program does whose resources wait for each other. */
async function interpret(
  program: ProgramData, deployment: Deployment, urns: ReadonlyMap<string, Urn>, preview: boolean,
): Promise<'threw' | 'ended'> {
  const root = createUrn(STACK, PROJECT, undefined, ROOT_TYPE, `${PROJECT}-${STACK}`)
  const known = new Map<string, PropertyMap>()
  const registered = await deployment.register({ ...emptyGoal, type: ROOT_TYPE, name: `${PROJECT}-${STACK}`, custom: false })
  if (registered.kind !== 'done') return 'ended'
  let end: 'threw' | 'ended' = 'ended'
  for (const data of program.resources) {
    const provider = data.component ? undefined : await deployment.defaultProvider(DYNAMIC_PACKAGE)
    if (!data.component && !provider) return end
    const goal = goalOf(data, root, urns, known, provider, preview)
    const result = data.read
      ? await deployment.read({ ...goal, id: data.read, provider: provider ?? '' })
      : await deployment.register(goal)
    if (result.kind === 'cancelled') return end
    // The SDK rejects the outputs of what failed or was left out, and nobody in the program takes that up.
    if (result.kind !== 'done') end = 'threw'
    known.set(data.name, outputsOf(result, preview))
    if (data.component) await deployment.registerOutputs(urns.get(data.name) ?? root, {})
  }
  const outputs = Object.entries(program.outputs ?? {}).map(([key, value]) => [key, valueOf(value, known, preview).value] as const)
  await deployment.registerOutputs(root, Object.fromEntries(outputs))
  return end
}

/** What a program sees of a resource: in a preview, an output that isn't there yet is unknown. */
function outputsOf(result: Registered, preview: boolean): PropertyMap {
  if (result.kind === 'cancelled') return {}
  const { outputs, id } = result.state
  return { ...(preview && { made: UNKNOWN }), ...outputs, id: id ?? UNKNOWN }
}

const emptyGoal = {
  properties: {}, dependencies: [], propertyDependencies: {}, ignoreChanges: [], replaceOnChanges: [], additionalSecretOutputs: [],
    aliases: [], replaceWith: [],
} satisfies Partial<Goal>

function goalOf(
  data: ResourceData,
  root: Urn,
  urns: ReadonlyMap<string, Urn>,
  known: ReadonlyMap<string, PropertyMap>,
  provider: string | undefined,
  preview: boolean,
): Goal {
  const { options = {} } = data
  const named = (name: string): Urn => urns.get(name) ?? (name as Urn)
  const properties: Record<string, PropertyValue> = {}
  const propertyDependencies: Record<string, Urn[]> = {}
  const dependencies = new Set<Urn>(options.dependsOn?.map(named))
  for (const [key, input] of Object.entries(data.inputs ?? {})) {
    const { value, from } = valueOf(input, known, preview)
    properties[key] = value
    propertyDependencies[key] = from ? [named(from)] : []
    if (from) dependencies.add(named(from))
  }
  return {
    ...emptyGoal,
    type: typeOf(data),
    name: data.name,
    custom: !data.component,
    parent: options.parent ? named(options.parent) : root,
    properties,
    dependencies: [...dependencies].sort(),
    propertyDependencies,
    ...(provider && { provider }),
    ...(options.protect !== undefined && { protect: options.protect }),
    ...(options.deleteBeforeReplace !== undefined && { deleteBeforeReplace: options.deleteBeforeReplace }),
    ignoreChanges: options.ignoreChanges ?? [],
    replaceOnChanges: options.replaceOnChanges ?? [],
    ...(options.replacementTrigger !== undefined && { replacementTrigger: options.replacementTrigger }),
    additionalSecretOutputs: options.additionalSecretOutputs ?? [],
    aliases: (options.aliases ?? []).map((alias) => aliasOf(alias, named)),
    ...(options.retainOnDelete !== undefined && { retainOnDelete: options.retainOnDelete }),
    ...(options.deletedWith && { deletedWith: named(options.deletedWith) }),
    replaceWith: (options.replaceWith ?? []).map(named),
  }
}

function aliasOf(alias: AliasData, named: (name: string) => Urn): Alias {
  if (alias.urn) return { kind: 'urn', urn: alias.urn as Urn }
  const { name, type, parent, noParent } = alias
  return { kind: 'spec', ...(name && { name }), ...(type && { type }), ...(parent && { parent: named(parent) }), ...(noParent
    && { noParent }) }
}

function valueOf(input: InputData, known: ReadonlyMap<string, PropertyMap>, preview: boolean): { value: PropertyValue; from?: string } {
  if (typeof input === 'object' && input !== null && '$from' in input && typeof input.$from === 'string') {
    const [name = '', key = ''] = input.$from.split('.')
    return { value: known.get(name)?.[key] ?? (preview ? UNKNOWN : null), from: name }
  }
  if (typeof input === 'object' && input !== null && '$secret' in input) return { value: secret(input.$secret as PropertyValue) }
  return { value: input as PropertyValue }
}
