import type { EngineEvent as RawEvent, Stack } from '@pulumi/pulumi/automation/index.js'
import { excerpt } from '../../shared/excerpt.ts'
import { limited } from '../../shared/limit.ts'
import { automation } from './choice.ts'
import { uncoloured } from './event.ts'
import type { EngineEvent } from './event.ts'
import { Listening } from './listening.ts'
import type { Redaction } from './redaction.ts'
import { leaveMadeUpValuesOpen, withoutPlannedValues } from './update-plan.ts'

export type Action = 'preview' | 'up' | 'preview-destroy' | 'destroy' | 'preview-refresh' | 'refresh'

/** Why an operation of the engine ended without doing what it should. */
export interface EngineFailure {
  /**
   * `plan-left`: it would have done something that is not in its update plan; `outside`: the embedded engine doesn't do what this program
   * needs, and the message says how to get the one that does.
   */
  readonly code: 'locked' | 'no-stack' | 'stopped' | 'state-moved' | 'plan-left' | 'outside' | 'failed'
  /** In the engine's words, secrets blackened. */
  readonly message: string
}
export interface EngineResult {
  readonly events: readonly EngineEvent[]
  readonly output: string
  readonly failure?: EngineFailure
}
export interface OperationOptions {
  readonly redaction: Redaction
  /** For an operation that changes something: what to blacken after it, the secrets that it made up included. */
  readonly redactionAfter?: (() => Promise<Redaction>) | undefined
  readonly signal?: AbortSignal | undefined
  readonly message?: string | undefined
  /** Only these resources, by URN. */
  readonly targets?: string[] | undefined
  /** The file of an update plan: a preview writes it, an `up` ends before it does anything that is not in it. */
  readonly plan?: string | undefined
  /**
   * Called for each event as it comes, for what may repeat a secret of this operation after its end (`Listening`). What it throws stops the
   * engine, and ends up in the result.
   */
  readonly onEvent?: ((event: EngineEvent) => void) | undefined
}

/**
 * One operation through the Automation API. A signal that aborts is a SIGINT to the engine: what is in flight finishes, nothing more
 * begins. Doesn't throw for what an engine can do; the failure is in the result, beside the events that came before it.
 */
export async function operate(stack: Stack, action: Action, given: OperationOptions): Promise<EngineResult> {
  const { redaction, redactionAfter, signal, message, onEvent, targets, plan } = given
  const { ConcurrentUpdateError, StackNotFoundError } = await automation()
  if (signal?.aborted) return { events: [], output: '', failure: { code: 'stopped', message: 'It was stopped before it began.' } }
  const life = limited(null, signal)
  const listening = new Listening({ redaction, redactionAfter, onEvent, refuse: reason => { life.abort(reason) } })
  let output = ''
  const options = {
    signal: life.signal,
    color: 'never' as const,
    ...(message === undefined ? {} : { message }),
    ...(targets === undefined ? {} : { target: targets }),
    ...(plan === undefined ? {} : { plan }),
    onOutput: (text: string) => { output += uncoloured(text) },
    onEvent: (raw: RawEvent) => { listening.hear(raw) },
  }
  try {
    const error = await ended(run(stack, action, options).then(() => {
      if (plan !== undefined && action === 'preview') leaveMadeUpValuesOpen(plan)
    }))
    const after = await listening.over()
    const { events, refused, unread } = listening
    const failed = (code: EngineFailure['code'], sentence: string) => ({ events, output: after.text(output), failure: { code, message: sentence } })
    if (refused !== undefined) return failed('stopped', words(refused))
    if (error === undefined) {
      if (unread > 0) return failed('failed', `The engine sent ${unread} events that can't be read.`)
      return { events, output: after.text(output) }
    }
    if (signal?.aborted) return failed('stopped', 'It was stopped.')
    const text = withoutPlannedValues(after.text(words(error)))
    if (error instanceof ConcurrentUpdateError) return failed('locked', lastLines(text))
    if (error instanceof StackNotFoundError) return failed('no-stack', lastLines(text))
    if (/not the one that was approved/.test(text)) return failed('state-moved', lastLines(text))
    const sentence = explain(events) ?? lastLines(text)
    if (plan !== undefined && /violates plan|not allowed by the plan|expected resource operations for/.test(sentence)) return failed('plan-left', sentence)
    return failed(/outside what the embedded engine does/.test(sentence) ? 'outside' : 'failed', sentence)
  } finally {
    life.release()
  }
}

function run(stack: Stack, action: Action, options: Parameters<Stack['up']>[0] & object): Promise<unknown> {
  switch (action) {
    case 'preview': return stack.preview(options)
    case 'up': return stack.up(options)
    case 'preview-destroy': return stack.previewDestroy(options)
    case 'destroy': return stack.destroy(options)
    case 'preview-refresh': return stack.previewRefresh(options)
    case 'refresh': return stack.refresh(options)
  }
}

/** What the engine said was wrong, in its own words: its error diagnostics, without the line that only counts them. */
function explain(events: readonly EngineEvent[]): string | undefined {
  const errors = events.flatMap(event => event.kind === 'diagnostic' && event.severity === 'error' ? [event.message.trim()] : [])
    .filter(message => !/^(update|preview|destroy|refresh) failed$/.test(message))
    // where in Node's own files it happened helps nobody; the program's own lines stay in the output
    .map(message => message.split('\n').filter(line => !/^\s+at .*(node:|node_modules)/.test(line)).join('\n'))
  // that it was no longer listened to is what a program says of a run that was ending for another reason
  const reasons = errors.filter(message => !message.includes('Channel has been shut down'))
  return errors.length === 0 ? undefined : excerpt([...new Set(reasons.length === 0 ? errors : reasons)].join('\n'), 4000)
}

/** What it failed with, undefined where it didn't. */
const ended = (work: Promise<unknown>): Promise<unknown> => work.then(() => undefined, (reason: unknown) => reason ?? new Error('no reason'))

const words = (error: unknown) => error instanceof Error ? error.message : String(error)

/** The Automation API's message is its own command line, then everything that was printed, twice. The engine's complaint is wanted. */
function lastLines(text: string): string {
  const [once = ''] = text.split('\n err?: ')
  const noise = /^\s*(code: -?\d+|stdout:|(stderr: )?Command failed|$)/
  const lines = once.split('\n').map(line => line.trimEnd()).filter(line => !noise.test(line))
  const complaints = lines.filter(line => line.startsWith('error: ')).map(line => line.slice('error: '.length))
  return excerpt((complaints.length > 0 ? complaints : lines.slice(-12)).join('\n'), 4000)
}
