import { Diagnostics } from '../events/diagnostics.ts'
import type { EngineEvent } from '../events/event.ts'
import { Deployment } from '../execution/deployment.ts'
import { Executor } from '../execution/executor.ts'
import { importResources } from '../execution/importing.ts'
import { StateKeeper } from '../execution/keeper.ts'
import { refuseDeleteHooks, spared } from '../execution/preparation.ts'
import { Ledger } from '../generation/ledger.ts'
import type { Autonaming } from '../generation/naming.ts'
import type { Plan } from '../generation/plan.ts'
import { Planning } from '../generation/planning.ts'
import { refreshTargets } from '../generation/refresh.ts'
import { UrnSelection } from '../generation/selection.ts'
import { importSpec } from '../imports/file.ts'
import { resolveImports } from '../imports/names.ts'
import { DYNAMIC_PACKAGE, ProviderRegistry } from '../providers/registry.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import { isDefaultProvider, type Urn, urnName } from '../snapshot/urn.ts'
import type { PropertyMap } from '../values/property.ts'
import { DataHooks } from './hooks.ts'
import { interpret, PROJECT, STACK, urnsOf } from './interpret.ts'
import type { ProgramData } from './program.ts'
import type { World } from './world.ts'

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
  readonly excludeProtected?: boolean
  readonly ignoreProtect?: boolean
  readonly refresh?: boolean
  /** Runs the program in a refresh or destroy, too. */
  readonly runProgram?: boolean
  readonly plan?: Plan
  readonly savePlan?: boolean
  readonly autonaming?: Autonaming
  /** The stack's settings, by key without the project. */
  readonly config?: Readonly<Record<string, string>>
  /** What `pulumi import` takes over in place of running the program. */
  readonly imports?: ImportData
}

/** An import file, with what isn't said left out. */
export interface ImportData {
  readonly nameTable?: Readonly<Record<string, string>>
  readonly resources: readonly Parameters<typeof importSpec>[0][]
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
  /** Every call of a hook, as `hook resource`. */
  readonly hooks: readonly string[]
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
  const warn = (message: string, urn: Urn): void => diagnostics.warning(message, urn)
  const { config = {} } = options
  const hooks = new DataHooks(program.hooks ?? {}, preview, warn)
  const planning = new Planning(options.plan, options.savePlan === true)
  const runsProgram = options.runProgram === true
  const isInterpreted = options.kind === 'update' || options.kind === 'preview' || runsProgram
  const sparedUrns = options.excludeProtected ? spared(base).map(({ urn }) => urn) : []
  const selection = (names: readonly string[] = []): UrnSelection => new UrnSelection(names.map((name) => urns.get(name) ?? name))
  const newLedger = (snapshot: Snapshot): Ledger =>
    new Ledger(snapshot, {
      stack: STACK, project: PROJECT, preview, targets: selection(options.targets),
      excludes: selection([...(options.excludes ?? []), ...sparedUrns]), replaceTargets: selection(options.replace),
      targetDependents: options.targetDependents ?? false, excludeDependents: options.excludeDependents ?? false,
      ignoreProtect: options.ignoreProtect ?? false, planning, ...(options.autonaming && { autonaming: options.autonaming }),
      mode: options.kind === 'refresh' || options.kind === 'destroy' ? options.kind : 'update',
      refreshing: runsProgram && (options.refresh === true || options.kind === 'refresh'), seed: () => new Uint8Array(32),
    })
  const newExecutor = (ledger: Ledger, refreshing: boolean): Executor =>
    new Executor({
      preview, providers, ledger, keeper, emit, diagnostics, parallel: 1, continueOnError: options.continueOnError ?? false,
      refreshing, counting: options.kind === 'refresh', warn, ...(isInterpreted && { hooks }),
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
    const deployment = new Deployment({ ledger, executor, keeper, providers, diagnostics, providerInputs: () => config })
    if (options.imports) failed = await takeOver(options.imports, ledger, executor, diagnostics)
    else if (isInterpreted) {
      const end = await interpret(program, { deployment, urns, preview, config })
      failed = await finish(deployment, end === 'threw' || program.throws === true || executor.isStopped)
      const unfulfilled = failed ? [] : planning.unfulfilled((urn) => base.resources.some((old) => old.urn === urn))
      for (const urn of unfulfilled) diagnostics.error(`expected resource operations for ${urn} but none were seen`, urn)
      failed ||= unfulfilled.length > 0
    } else failed = await destroy(deployment, base, diagnostics)
  }
  return {
    failed,
    operations: operationsOf(events),
    changes: executor.changes,
    snapshot: keeper.journal.snapshot(),
    errors: diagnostics.messages.filter(({ severity }) => severity === 'error').map(({ text }) => text),
    events,
    plan: planning.plan,
    hooks: hooks.calls,
  }
}

/** What is left to do once the program has ended; whether anything failed. */
async function finish(deployment: Deployment, threw: boolean): Promise<boolean> {
  await deployment.settle()
  if (!threw) await deployment.finishOthers()
  const failed = deployment.failed || threw
  await deployment.finalizeOutputs(failed)
  return failed
}

/** Destroys without the program. */
async function destroy(deployment: Deployment, base: Snapshot, diagnostics: Diagnostics): Promise<boolean> {
  try {
    refuseDeleteHooks(base, diagnostics)
  } catch (error) {
    return told(error, diagnostics)
  }
  await deployment.finishOthers()
  await deployment.settle()
  return deployment.failed
}

async function takeOver(
  { nameTable = {}, resources }: ImportData, ledger: Ledger, executor: Executor, diagnostics: Diagnostics,
): Promise<boolean> {
  const file = { nameTable: { ...nameTable }, resources: resources.map((spec) => importSpec(spec)), providerInputs: {} }
  const names = { stack: STACK, project: PROJECT, protect: true, open: (values: Record<string, unknown>) => values as PropertyMap }
  try {
    await importResources(resolveImports(file, names), { ledger, executor, providerInputs: () => ({}) })
    return executor.sawError
  } catch (error) {
    return told(error, diagnostics)
  }
}

function told(error: unknown, diagnostics: Diagnostics): true {
  if (!(error instanceof Error)) throw error
  diagnostics.error(error.message)
  return true
}

function operationsOf(events: readonly EngineEvent[]): (readonly [string, string])[] {
  return events.flatMap((event) => {
    if (!('resourcePreEvent' in event) || isDefaultProvider(event.resourcePreEvent.metadata.urn)) return []
    const { op, urn } = event.resourcePreEvent.metadata
    return [[op, urnName(urn)] as const]
  })
}
