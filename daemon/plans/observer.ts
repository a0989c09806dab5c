import type { PlanDocument } from '../../shared/plan.ts'
import { CountersignError } from '../../shared/errors.ts'
import type { Run, RunStep } from '../../shared/wire.ts'
import { excerpt } from '../../shared/excerpt.ts'
import type { RunObserver } from '../simulator-contract.ts'
import type { Broadcast } from './broadcast.ts'
import { timestamp, type Audit, type Clock, type Database, type Entry } from './needs.ts'
import type { RunRecords } from './run-records.ts'

/** Lines of output are kept in memory this long before they are written: they explain, they prove nothing. Milliseconds. */
const LOG_PAUSE = 200
const LINES_IN_MEMORY = 2000

/** An engine tells a replacement in parts; the plan has one word for them. */
const planned: Readonly<Record<string, string>> = {
  'create-replacement': 'replace', 'delete-replaced': 'replace', 'read-replacement': 'replace', 'discard-replaced': 'replace', 'import-replacement': 'replace',
}

export interface Recording {
  readonly run: number
  readonly document: PlanDocument
  readonly target: string
  readonly phase: RunStep['phase']
  readonly actor: Entry['actor']
  readonly database: Database
  readonly audit: Audit
  readonly clock: Clock
  readonly runs: RunRecords
  readonly broadcast: Broadcast
  /** The mode of a target as it is now. */
  readonly modeOf: (target: string) => string | undefined
}

/** An element of what was approved is another one by now, found before anything was begun. */
export class ElementMoved extends CountersignError {
  readonly element: string
  constructor(element: string, message: string) {
    super('element-moved', message, 'Look at the new plan.')
    this.element = element
  }
}

/**
 * What a simulator reports while it works. An intent is on the disk, with its audit entry, when `intent` returns; one that the approved
 * document doesn't hold is refused by throwing `run-unforeseen`, and the simulator must not go on to the provider then.
 */
export class Recorder implements RunObserver {
  readonly #recording: Recording
  readonly #allowed: ReadonlySet<string>
  #lines: Run['log'] = []
  #timer: NodeJS.Timeout | undefined
  #begun = false
  /** Whether the simulator went on to change something, be it no step: a file, an output, a state. */
  wentOn = false

  constructor(recording: Recording) {
    this.#recording = recording
    this.#allowed = recording.phase === 'forward' ? approvedChanges(recording.document, recording.target) : approvedRollback(recording.document)
  }

  mayBegin(): void {
    this.demandMode()
    this.wentOn = true
  }

  /** A mode is lowered at once, also while a run waits for its turn or previews: it counts until the run begins. @throws ElementMoved */
  demandMode(): void {
    const { phase, document, target, modeOf } = this.#recording
    if (!this.#begun && phase === 'forward' && modeOf(target) !== document.targets.find(({ id }) => id === target)?.mode) {
      throw new ElementMoved('mode', `the mode of ${target} was changed`)
    }
  }

  intent(step: RunStep): void {
    this.mayBegin()
    this.#begun = true
    if (!this.#allowed.has(key(step.operation, step.id))) throw unforeseen(step)
    this.#put({ ...step, state: 'running', startedAt: step.startedAt ?? this.#now() }, 'step.intent')
  }

  outcome(step: RunStep): void {
    this.#put({ ...step, endedAt: step.endedAt ?? this.#now() }, 'step.outcome')
  }

  log(text: string): void {
    this.#lines.push({ at: this.#now(), text: excerpt(text, 4000) })
    if (this.#lines.length > LINES_IN_MEMORY) this.#lines.shift()
    this.#timer ??= setTimeout(() => { this.#flushInPassing() }, LOG_PAUSE).unref()
  }

  /** Writes what was logged; called before each step's record and at the end, so that the log is in order. */
  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#lines.length === 0) return
    const { database, runs, run, broadcast } = this.#recording
    database.transaction(() => { runs.appendLog(run, this.#lines) })
    this.#lines = []
    broadcast.progress(run)
  }

  #flushInPassing(): void {
    try { this.flush() } catch {
      // a store that can't be written shows itself at the next step, where the run can stop for it; the lines wait until then
      this.#timer = undefined
    }
  }

  #put(step: RunStep, kind: 'step.intent' | 'step.outcome'): void {
    const { database, audit, runs, run, target, document, actor, broadcast, phase } = this.#recording
    this.flush()
    database.transaction(() => {
      runs.putStep(run, target, { ...step, phase })
      audit.append({
        kind, actor, plan: document.id, run: `run-${run}`,
        fields: {
          target, phase, id: step.id, operation: step.operation, kind: step.kind, name: step.name,
          state: step.state, detail: step.detail ?? null,
        },
      })
    })
    broadcast.progress(run)
  }

  #now(): string { return timestamp(this.#recording.clock.now()) }
}

const key = (operation: string, id: string) => `${planned[operation] ?? operation} ${id}`

function approvedChanges(document: PlanDocument, target: string): Set<string> {
  const steps = new Set(document.steps.filter(step => step.target === target).map(step => step.id))
  return new Set(document.simulation.steps.filter(step => steps.has(step.step))
    .flatMap(step => step.changes.map(change => key(change.operation, change.id))))
}

const approvedRollback = (document: PlanDocument): Set<string> => new Set(document.rollback.steps.map(step => key(step.operation, step.id)))

const unforeseen = (step: RunStep) => new CountersignError('run-unforeseen',
  `${step.operation} ${step.name} is not in what was approved, so it was not done.`, 'Look at what exists and ask for a new plan.')
