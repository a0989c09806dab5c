import { availableParallelism } from 'node:os'
import { approvedLocks, refuseOtherState } from './backend/approved.ts'
import { addHistory } from './backend/history.ts'
import { lockStack } from './backend/lock.ts'
import { readPlan, writePlan } from './backend/plan-file.ts'
import type { Stacks } from './backend/stacks.ts'
import { updateMetadata } from './backend/update-metadata.ts'
import { readAutonaming } from './config/autonaming.ts'
import { programConfig, type ProgramConfig } from './config/program.ts'
import { StackSettings } from './config/settings.ts'
import { stackCrypter } from './config/crypter.ts'
import { CommandError, exitCodes, internalError, outsideScope } from './errors.ts'
import { Diagnostics } from './events/diagnostics.ts'
import { Display } from './events/display.ts'
import { type EventSink, eventSink, EventStream } from './events/stream.ts'
import { randomBytes } from 'node:crypto'
import { Interrupts } from './execution/interrupts.ts'
import { StateKeeper } from './execution/keeper.ts'
import { Signal } from './execution/signal.ts'
import { spared } from './execution/preparation.ts'
import { Run, type RunResult } from './execution/run.ts'
import type { Plan } from './generation/plan.ts'
import { Planning } from './generation/planning.ts'
import { AnnouncedImports } from './imports/announced.ts'
import type { OperationRequest } from './operation.ts'
import { loadSdk } from './program/sdk.ts'
import { refusePackage } from './providers/registry.ts'
import { CheckpointWriter, openDeployment } from './snapshot/checkpoint.ts'
import { emptySnapshot, type Snapshot } from './snapshot/snapshot.ts'
import { createUrn, isDefaultProvider, isProviderType, providerPackage, ROOT_TYPE } from './snapshot/urn.ts'
import type { Crypter } from './values/passphrase.ts'

/** Programs that one stack's run may start at the same time, as the official CLI has it: four to a processor. */
export const defaultParallel = (): number => availableParallelism() * 4

/**
 * Runs one operation from its lock to its history. Gives the exit status; throws a CommandError where nothing was begun.
 */
export async function runOperation(
  stacks: Stacks,
  request: OperationRequest,
  environment: NodeJS.ProcessEnv,
  stdout: (text: string) => void,
  warn: (text: string) => void,
): Promise<number> {
  const { stack } = request
  const { project } = stacks
  const settings = StackSettings.open(project, stack, request.configFile)
  const unlock = request.dryRun ? () => undefined : lockStack(stacks, stack, warn, approvedLocks(environment))
  const interrupts = new Interrupts()
  try {
    if (!request.dryRun) refuseOtherState(stacks, stack, environment)
    const deployment = stacks.read(stack)
    const crypter = stackCrypter(settings, deployment, environment)
    const opened = deployment ? openDeployment(deployment, crypter) : emptySnapshot
    // An interrupted create is forgotten only when a person says so: nobody else can know whether it happened.
    const base = request.clearPendingCreates ? { ...opened, pendingOperations: [] } : opened
    refuseForeignResources(base)
    if (isWhollyProtected(request, base)) {
      const left = `There are still ${base.resources.length} protected resources associated with this stack.`
      if (!request.json) stdout(`There were no unprotected resources to destroy. ${left}\n`)
      return exitCodes.success
    }
    const needsProgram = request.kind === 'preview' || request.kind === 'update' || request.runProgram
    if (needsProgram && project.runtime.name !== 'nodejs') throw outsideScope(`a program for the runtime '${project.runtime.name}'`)
    const validates = (needsProgram || request.kind === 'import') && !request.skipConfigValidation
    const found = programConfig(project, stack, settings, crypter, validates)
    const autonaming = request.kind === 'preview' || request.kind === 'update' ? readAutonaming(found, project.name, stack) : undefined
    const config = { ...found, ...(autonaming && { autonaming }) }
    let held = request.plan ? readPlan(request.plan, crypter) : undefined
    if (request.previewFirst) {
      const preview = { ...request, dryRun: true, expectNoChanges: false }
      const planning = planningOf(preview, held)
      const status = await perform(stacks, preview, interrupts, planning, base, config, crypter, environment, stdout)
      if (status !== exitCodes.success) return status
      if (request.strict) held ??= planning?.plan
    }
    const status = await perform(stacks, request, interrupts, planningOf(request, held), base, config, crypter, environment, stdout)
    if (interrupts.broken === undefined || status !== exitCodes.success) return status
    warn(internalError(interrupts.broken))
    return exitCodes.internal
  } finally {
    unlock()
    interrupts.close()
  }
}

/** Without a program, what isn't in the state can't be meant. */
function refuseUnknownTargets({ kind, targets, excludes }: OperationRequest, { resources }: Snapshot): void {
  if (kind !== 'refresh' && kind !== 'destroy') return
  const unknown = [...targets.literals, ...excludes.literals].find((urn) => !resources.some((resource) => resource.urn === urn))
  if (unknown) throw new CommandError(`no resource named '${unknown}' found`)
}

/** A state that another engine filled with other providers' resources: refused before anything is asked of anybody. */
function refuseForeignResources(base: Snapshot): void {
  for (const { custom, type } of base.resources) {
    if (custom) refusePackage(isProviderType(type) ? providerPackage(type) : (type.split(':')[0] ?? ''))
  }
}

function isWhollyProtected(request: OperationRequest, base: Snapshot): boolean {
  if (request.kind !== 'destroy' || !request.excludeProtected || base.resources.length === 0) return false
  return spared(base).length === base.resources.length
}

/** What is left when a destroy is done, in the official CLI's words. */
function afterDestroy({ stack, excludeProtected, targets, remove }: OperationRequest, left: number): string {
  if (excludeProtected && left > 0) return `All unprotected resources were destroyed. There are still ${left} protected resources associated with this stack.\n`
  if (remove || targets.literals.length > 0 || left > 0) return ''
  return 'The resources in the stack have been deleted, but the history and configuration associated with the stack are still maintained. \n' +
    `If you want to remove the stack completely, run \`pulumi stack rm ${stack}\`.\n`
}

async function perform(
  stacks: Stacks, request: OperationRequest, interrupts: Interrupts, planning: Planning | undefined, base: Snapshot, config: ProgramConfig,
    crypter: Crypter, environment: NodeJS.ProcessEnv, stdout: (text: string) => void,
): Promise<number> {
  const { project } = stacks
  const { stack } = request
  const started = Date.now()
  const sdk = loadSdk(project.main)
  const unwatched = new Signal()
  const sinks: EventSink[] = request.eventLog ? [eventSink(request.eventLog, sdk, unwatched.raise)] : []
  if (request.json && request.kind !== 'preview') sinks.push(printedEvents(stdout))
  const stream = new EventStream(sinks)
  const display = new Display(request, createUrn(stack, project.name, undefined, ROOT_TYPE, `${project.name}-${stack}`), stdout)
  const diagnostics = new Diagnostics((event) => {
    stream.emit(event)
    display.show(event)
  })
  const announced = request.importFile ? new AnnouncedImports() : undefined
  const writer = new CheckpointWriter(stacks.qualifiedName(stack), crypter)
  const save = (snapshot: Snapshot): Promise<void> => stacks.writeInBackground(stack, writer.text(snapshot, new Date().toISOString()))
  const keeper = new StateKeeper(base, request.dryRun ? undefined : save)
  const run = new Run({
    ...(planning && { planning }),
    sdk, request, stacks, base, config, keeper, interrupts, diagnostics, environment,
    observe: (step, view) => {
      display.observe(step, view)
      announced?.step(step, crypter)
    },
    emit: (event) => {
      stream.emit(event)
      display.show(event)
    },
    seed: () => randomBytes(32),
  })
  void unwatched.raised.then(() => run.interrupt())
  let result: RunResult
  try {
    refuseUnknownTargets(request, base)
    result = await run.perform()
  } catch (error) {
    // Whoever follows the events learns from this one that no more will come.
    stream.emit({ cancelEvent: {} })
    display.tellDiagnostics()
    throw error
  } finally {
    await stream.close()
  }
  display.finish(result)
  if (request.kind === 'destroy' && !request.dryRun && !request.json && !result.failed) {
    stdout(afterDestroy(request, keeper.journal.snapshot().resources.length))
  }
  const exit = display.exitCode(result)
  if (request.savePlan && planning && exit === exitCodes.success) {
    writePlan(request.savePlan, planning.plan, config.stored, crypter, request.showSecrets)
    if (!request.json) process.stderr.write(planWritten(request.savePlan))
  }
  if (request.importFile && announced && exit === exitCodes.success) announced.write(request.importFile)
  if (!request.dryRun && !result.untouched) {
    addHistory(stacks, stack, {
      kind: request.kind === 'import' ? 'resource-import' : request.kind, startTime: Math.floor(started / 1000), message: request.message,
      environment: updateMetadata(request, environment, project.runtime.name, request.kind === 'update' || request.runProgram),
      config: { ...config.stored }, version: 0, result: result.failed ? 'failed' : 'succeeded', endTime: Math.floor(Date.now() / 1000),
        resourceChanges: result.changes,
    })
  }
  return exit
}

/** Events as lines for a person or a pipe: default providers are nobody's business but the engine's. */
function printedEvents(stdout: (text: string) => void): EventSink {
  return {
    takes: (event) => {
      const step = 'resourcePreEvent' in event ? event.resourcePreEvent : 'resOutputsEvent' in event ? event.resOutputsEvent : undefined
      return !step || !isDefaultProvider(step.metadata.urn)
    },
    write: (line) => stdout(`${line}\n`),
    close: () => Promise.resolve(),
  }
}

/** Holds the run to a plan, or has it write one down. */
function planningOf({ savePlan, strict, dryRun }: OperationRequest, held: Plan | undefined): Planning | undefined {
  const writes = savePlan !== undefined || (strict && dryRun)
  return held || writes ? new Planning(held, writes) : undefined
}

const planWritten = (path: string): string =>
  `Update plan written to '${path}'\nRun \`pulumi up --plan='${path}'\` to constrain the update to the operations planned by this preview\n`
