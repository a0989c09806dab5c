import type { Stacks } from '../backend/stacks.ts'
import type { ProgramConfig } from '../config/program.ts'
import type { Diagnostics } from '../events/diagnostics.ts'
import type { EngineEvent, StepView } from '../events/event.ts'
import { Ledger } from '../generation/ledger.ts'
import type { Planning } from '../generation/planning.ts'
import type { Step } from '../generation/step.ts'
import type { OperationRequest } from '../operation.ts'
import type { Sdk } from '../program/sdk.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { Channels } from './channels.ts'
import { Deployment } from './deployment.ts'
import { Executor } from './executor.ts'
import type { StateKeeper } from './keeper.ts'
import type { Interrupts } from './interrupts.ts'
import { decisionOptions } from './preparation.ts'
import { providerInputs } from './provider-inputs.ts'

export interface RunOptions {
  readonly sdk: Sdk
  readonly request: OperationRequest
  readonly stacks: Stacks
  readonly base: Snapshot
  readonly config: ProgramConfig
  readonly keeper: StateKeeper
  readonly interrupts: Interrupts
  readonly diagnostics: Diagnostics
  readonly emit: (event: EngineEvent) => void
  readonly environment: NodeJS.ProcessEnv
  readonly seed: () => Uint8Array
  readonly observe: (step: Step, view: StepView) => void
  /** The update plan that this run is held to, or writes down. */
  readonly planning?: Planning
}

/** One way through a state: what decides on steps, and what does them. A run that refreshes first has a second one, over what it found. */
export interface Pass {
  readonly ledger: Ledger
  readonly executor: Executor
}

export function newPass(base: Snapshot, options: RunOptions, channels: Channels): Pass {
  const { request, seed, planning, stacks, config: { autonaming } } = options
  const decisions = decisionOptions(request, stacks.project.name, base)
  const ledger = new Ledger(base, { ...decisions, seed, ...(planning && { planning }), ...(autonaming && { autonaming }) })
  return { ledger, executor: newExecutor(ledger, options, channels, false) }
}

/** The same pass with an executor that refreshes: every failure is reported, and none stops it. */
export function refreshing({ ledger }: Pass, options: RunOptions, channels: Channels): Pass {
  return { ledger, executor: newExecutor(ledger, options, channels, true) }
}

/** What a program's registrations of a pass go to. */
export function deploymentOf(pass: Pass, { keeper, diagnostics, config }: RunOptions, { providers }: Channels): Deployment {
  return new Deployment({ ...pass, keeper, providers, diagnostics, providerInputs: (name) => providerInputs(name, config) })
}

function newExecutor(ledger: Ledger, options: RunOptions, { hooks, providers }: Channels, isRefresh: boolean): Executor {
  const { request, keeper, emit, diagnostics, observe } = options
  return new Executor({
    observe, hooks, providers, ledger, keeper, emit, diagnostics, preview: request.dryRun, parallel: request.parallel,
    continueOnError: request.continueOnError, refreshing: isRefresh, counting: request.kind === 'refresh',
    warn: (message, urn) => diagnostics.warning(message, urn),
  })
}
