import type { PlanDocument } from '../../shared/plan.ts'
import { CountersignError } from '../../shared/errors.ts'
import type { RunStep } from '../../shared/wire.ts'
import type { Capture, Outcome, Simulator } from '../simulator-contract.ts'
import type { Stage } from './graph.ts'
import type { Entry } from './needs.ts'
import { ElementMoved, Recorder, type Recording } from './observer.ts'
import type { RunRecords } from './run-records.ts'

/** A run on its way. */
export interface Going {
  readonly id: number
  readonly document: PlanDocument
  readonly actor: Entry['actor']
  readonly signal: AbortSignal
}

/** A stage whose capture is stored: everything that is needed to put it back. */
interface Captured { readonly stage: Stage, readonly simulator: Simulator, readonly capture: Capture }

/** What the course of a run is given; the rest of the recorder's needs comes with the run. */
export interface CourseNeeds {
  readonly recording: Omit<Recording, 'run' | 'document' | 'target' | 'phase' | 'actor'>
  readonly runs: RunRecords
  readonly simulatorOf: (service: string) => Simulator
}

/** The changes of one run, forward and back. It writes the record of each step and decides nothing: `run.ts` does. */
export class Course {
  readonly #needs: CourseNeeds
  readonly #going: Going
  readonly #captured: Captured[] = []
  readonly #carriedOut = new Set<string>()

  constructor(needs: CourseNeeds, going: Going) {
    this.#needs = needs
    this.#going = going
  }

  /** Targets whose stage was carried out and is not taken back; also where no step tells, because a file or an output alone is another. */
  get carriedOut(): string[] { return [...this.#carriedOut] }

  /** Captures every stage before the first change of any, then carries them out in order until one doesn't succeed. */
  async forward(planned: readonly Stage[]): Promise<Outcome> {
    const { document, id, signal } = this.#going
    for (const stage of planned) {
      if (signal.aborted) return { kind: 'stopped', summary: 'it was stopped before its first change', uncertain: [] }
      const simulator = this.#needs.simulatorOf(stage.service)
      const capture = await attempt(() => simulator.capture(stage.target))
      if ('kind' in capture) return capture
      const element = differing(document, stage.target, capture)
      if (element !== undefined) return { kind: 'refused', element, summary: `${stage.target} has another ${element} than the plan`, hint: 'Look at the new plan.' }
      this.#needs.runs.putCapture(id, stage.target, capture)
      this.#captured.push({ stage, simulator, capture })
    }
    const outcomes: Outcome[] = []
    for (const { stage, simulator } of this.#captured) {
      if (signal.aborted) return { kind: 'stopped', summary: `it was stopped before ${stage.target}`, uncertain: [] }
      const outcome = await this.#watched(stage.target, 'forward', async (recorder) => {
        recorder.demandMode()
        const ended = await simulator.execute(document, stage.target, recorder, signal)
        if (ended.kind === 'succeeded' && recorder.wentOn) this.#carriedOut.add(stage.target)
        return ended
      })
      if (outcome.kind !== 'succeeded') return outcome
      outcomes.push(outcome)
    }
    return {
      kind: 'succeeded', stateAfter: '', asSimulated: outcomes.every(outcome => outcome.kind === 'succeeded' && outcome.asSimulated),
      summary: outcomes.map(outcome => outcome.summary).join('; '),
    }
  }

  /** Takes back what was done, the last stage first, until one can't be. */
  async back(signal: AbortSignal): Promise<Outcome> {
    const { document, id } = this.#going
    const summaries: string[] = []
    for (const { stage, simulator, capture } of this.#captured.toReversed()) {
      const begun = this.#needs.runs.steps(id, stage.target)
        .filter(step => step.phase === 'forward' && (step.state === 'done' || step.state === 'failed'))
      // where nothing was begun there is nothing of ours to take back, and what moved there is somebody else's
      if (begun.length === 0 && !this.#carriedOut.has(stage.target)) continue
      if (signal.aborted) return { kind: 'stopped', summary: `it was stopped before ${stage.target}`, uncertain: [] }
      const outcome = await this.#watched(stage.target, 'rollback',
        recorder => simulator.rollback(document, stage.target, capture, begun, recorder, signal))
      if (outcome.kind !== 'succeeded') return outcome
      this.#carriedOut.delete(stage.target)
      summaries.push(outcome.summary)
    }
    return { kind: 'succeeded', asSimulated: true, summary: summaries.join('; '), stateAfter: '' }
  }

  async #watched(target: string, phase: RunStep['phase'], work: (recorder: Recorder) => Promise<Outcome>): Promise<Outcome> {
    const { id, document, actor } = this.#going
    const recorder = new Recorder({ ...this.#needs.recording, run: id, document, target, phase, actor })
    try { return await attempt(() => work(recorder)) } finally { recorder.flush() }
  }
}

/** A simulator that throws has failed, or was stopped; its words are shown only where they are a refusal made to be shown. */
async function attempt<Result>(work: () => Promise<Result>): Promise<Result | (Outcome & { kind: 'refused' | 'failed' | 'stopped' })> {
  try { return await work() } catch (error) {
    if (error instanceof ElementMoved) return { kind: 'refused', element: error.element, summary: error.message, hint: error.hint }
    if (error instanceof CountersignError && error.code === 'stopped') return { kind: 'stopped', summary: 'it was stopped before its next change', uncertain: [] }
    if (error instanceof Error && 'code' in error && 'hint' in error) return { kind: 'failed', summary: error.message, hint: String(error.hint), uncertain: [] }
    // an unforeseen message may hold anything, also a secret: its kind is enough to look for it
    const name = error instanceof Error ? error.name : 'something that is no error'
    return { kind: 'failed', summary: `the engine ended with ${name}`, hint: 'Look at the log of the run.', uncertain: [] }
  }
}

/** The element in which what was captured is not what was approved. */
function differing(document: PlanDocument, target: string, capture: Capture): string | undefined {
  const approved = document.bindings.find(binding => binding.target === target)?.digests ?? {}
  return Object.keys(capture.digests).find(element => approved[element] !== undefined && approved[element] !== capture.digests[element])
}
