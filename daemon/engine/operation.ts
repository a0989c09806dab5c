import type { EngineEvent as RawEvent, Stack } from '@pulumi/pulumi/automation/index.js'
import { excerpt } from '../../shared/excerpt.ts'
import { limited } from '../../shared/limit.ts'
import { automation } from './choice.ts'
import { blackened, readEvent, uncoloured } from './event.ts'
import type { EngineEvent } from './event.ts'
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
  readonly signal?: AbortSignal | undefined
  readonly message?: string | undefined
  /** Only these resources, by URN. */
  readonly targets?: string[] | undefined
  /** The file of an update plan: a preview writes it, an `up` ends before it does anything that is not in it. */
  readonly plan?: string | undefined
  /** Called for each event as it comes. What it throws stops the engine, and ends up in the result. */
  readonly onEvent?: ((event: EngineEvent) => void) | undefined
}

/**
 * One operation through the Automation API. A signal that aborts is a SIGINT to the engine: what is in flight finishes, nothing more
 * begins. Doesn't throw for what an engine can do; the failure is in the result, beside the events that came before it.
 */
export async function operate(stack: Stack, action: Action, given: OperationOptions): Promise<EngineResult> {
  const { redaction, signal, message, onEvent, targets, plan } = given
  const { ConcurrentUpdateError, StackNotFoundError } = await automation()
  const events: EngineEvent[] = []
  const life = limited(null, signal)
  let unread = 0
  let refused: unknown
  let output = ''
  const options = {
    signal: life.signal,
    color: 'never' as const,
    ...(message === undefined ? {} : { message }),
    ...(targets === undefined ? {} : { target: targets }),
    ...(plan === undefined ? {} : { plan }),
    onOutput: (text: string) => { output += uncoloured(text) },
    onEvent: (raw: RawEvent) => {
      try {
        const event = read(raw, redaction)
        if (event === undefined) return
        events.push(event)
        onEvent?.(event)
      } catch (error) {
        if (error instanceof UnreadableEvent) unread += 1
        else {
          refused ??= error
          life.abort(error)
        }
      }
    },
  }
  try {
    if (signal?.aborted) return { events, output, failure: { code: 'stopped', message: 'It was stopped before it began.' } }
    await run(stack, action, options)
    if (refused !== undefined) return { events, output: redaction.text(output), failure: { code: 'stopped', message: words(refused) } }
    if (unread > 0) return { events, output: redaction.text(output), failure: { code: 'failed', message: `The engine sent ${unread} events that can't be read.` } }
    if (plan !== undefined && action === 'preview') leaveMadeUpValuesOpen(plan)
    return { events, output: redaction.text(output) }
  } catch (error) {
    const text = withoutPlannedValues(redaction.text(words(error)))
    const failed = (code: EngineFailure['code'], sentence = lastLines(text)) => ({ events, output: redaction.text(output), failure: { code, message: sentence } })
    if (refused !== undefined) return failed('stopped', words(refused))
    if (signal?.aborted) return failed('stopped', 'It was stopped.')
    if (error instanceof ConcurrentUpdateError) return failed('locked')
    if (error instanceof StackNotFoundError) return failed('no-stack')
    if (/not the one that was approved/.test(text)) return failed('state-moved')
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

class UnreadableEvent extends Error {}

function read(raw: unknown, redaction: Redaction): EngineEvent | undefined {
  try {
    const event = readEvent(raw)
    return event && blackened(event, redaction)
  } catch (cause) {
    throw new UnreadableEvent('an event has another shape', { cause })
  }
}

/** What the engine said was wrong, in its own words: its error diagnostics, without the line that only counts them. */
function explain(events: readonly EngineEvent[]): string | undefined {
  const errors = events.flatMap(event => event.kind === 'diagnostic' && event.severity === 'error' ? [event.message.trim()] : [])
    .filter(message => !/^(update|preview|destroy|refresh) failed$/.test(message))
    // where in Node's own files it happened helps nobody; the program's own lines stay in the output
    .map(message => message.split('\n').filter(line => !/^\s+at .*(node:|node_modules)/.test(line)).join('\n'))
  return errors.length === 0 ? undefined : excerpt([...new Set(errors)].join('\n'), 4000)
}

const words = (error: unknown) => error instanceof Error ? error.message : String(error)

/** The Automation API's message is its own command line, then everything that was printed, twice. The engine's complaint is wanted. */
function lastLines(text: string): string {
  const [once = ''] = text.split('\n err?: ')
  const noise = /^\s*(code: -?\d+|stdout:|(stderr: )?Command failed|$)/
  const lines = once.split('\n').map(line => line.trimEnd()).filter(line => !noise.test(line))
  const complaints = lines.filter(line => line.startsWith('error: ')).map(line => line.slice('error: '.length))
  return excerpt((complaints.length > 0 ? complaints : lines.slice(-12)).join('\n'), 4000)
}
