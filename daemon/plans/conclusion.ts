import { excerpt, someOf } from '../../shared/excerpt.ts'
import type { RunStep } from '../../shared/wire.ts'
import type { Outcome } from '../simulator-contract.ts'

/** How the forward part of a run ended, once its own record was laid beside what the simulator said. */
export type Ending =
  | { readonly kind: 'succeeded', readonly asSimulated: boolean, readonly summary: string }
  /** The world was another one; nothing was changed. */
  | { readonly kind: 'refused', readonly element: string, readonly summary: string, readonly hint: string }
  | { readonly kind: 'failed', readonly summary: string, readonly hint: string }
  | { readonly kind: 'stopped', readonly summary: string }
  /** Something may or may not have taken place: nothing goes on, forward or back, before that is known. */
  | { readonly kind: 'unknown', readonly summary: string, readonly uncertain: readonly string[] }

/** What a run has done: steps, and targets where it changed files, outputs or a state alone, by their titles. */
export interface Done { readonly steps: readonly RunStep[], readonly besides: readonly string[] }

/**
 * @param done by the whole run
 * @param unknown steps whose intent is on record without an outcome
 */
export function endingOf(outcome: Outcome, done: Done, unknown: readonly RunStep[]): Ending {
  if (outcome.kind === 'succeeded') {
    return { kind: 'succeeded', asSimulated: outcome.asSimulated && unknown.length === 0, summary: outcome.summary }
  }
  const uncertain = uncertainOf(outcome, unknown)
  if (uncertain.length > 0) return { kind: 'unknown', summary: outcome.summary, uncertain }
  if (outcome.kind === 'refused') {
    // a later stage that finds its world moved leaves the earlier ones done: that is a failure half-way, to be rolled back
    if (anything(done)) return { kind: 'failed', summary: `${outcome.element}: ${outcome.summary}`, hint: outcome.hint }
    return { kind: 'refused', element: outcome.element, summary: outcome.summary, hint: outcome.hint }
  }
  if (outcome.kind === 'failed') return { kind: 'failed', summary: outcome.summary, hint: outcome.hint }
  return { kind: 'stopped', summary: outcome.summary }
}

/** What may or may not have taken place: in the simulator's words where it has some, else by the step that is open on the record. */
export function uncertainOf(outcome: Outcome, unknown: readonly RunStep[]): string[] {
  const said = 'uncertain' in outcome ? [...outcome.uncertain] : []
  const open = unknown.map(step => `${step.operation} ${step.name}`)
  return [...new Set([...said, ...open.filter(step => !said.some(words => words.startsWith(step)))])]
}

const mostInEntry = 200

/** What is uncertain as one entry of the record: that has a bound, and a run may have thousands of steps. Each has entries of its own. */
export const uncertainFields = (uncertain: readonly string[]) => ({
  uncertain: uncertain.slice(0, mostInEntry).map(words => excerpt(words, mostInEntry)),
  ...(uncertain.length > mostInEntry && { uncertainInAll: uncertain.length }),
})

/** Elements whose names are no words. */
const spoken: Readonly<Record<string, string>> = { lockfile: 'lock file', live: 'real thing' }

/** What the run says for good: what happened, what exists now, what to do. */
export function concluded(ending: Ending, run: string, done: Done): string {
  const undo = done.steps.length > 0 ? undoOffer(run) : ''
  switch (ending.kind) {
    case 'succeeded': return `${opening(sentence(ending.summary))}${ending.asSimulated ? ' As simulated.' : ' Not all of it went as simulated: look at the steps.'}`
    case 'refused': return `Nothing was changed, because the ${spoken[ending.element] ?? ending.element} is not the one that was approved: ${sentence(ending.summary)} ${ending.hint}`
    case 'failed': return `It failed: ${sentence(ending.summary)} ${whatExists(done)} ${undo || ending.hint}`
    case 'stopped': return `It was stopped: ${sentence(ending.summary)} ${whatExists(done)} ${anything(done) ? `Ask again to go on. ${undo}` : ''}`.trim()
    case 'unknown': return `The outcome is not known: ${sentence(ending.summary)} To be checked: ${names(ending.uncertain)}. ${whatExists(done)} ${settleOffer(run)}`
  }
}

/**
 * After a rollback by itself.
 * @param steps all steps of the run, forward and back
 * @param besides what else it did and is not taken back, as in `Done`
 */
export function rolledBack(
  cause: string, outcome: Outcome, run: string, uncertain: readonly string[], steps: readonly RunStep[], besides: readonly string[],
): string {
  const failed = `It failed: ${sentence(cause)}`
  if (outcome.kind === 'succeeded') return `${failed} It was rolled back: ${sentence(outcome.summary)}`
  const back = new Set(steps.filter(step => step.phase === 'rollback' && step.state === 'done').map(step => step.id))
  const forward = steps.filter(step => step.phase === 'forward' && step.state === 'done')
  const left = forward.filter(step => !back.has(step.id)).map(step => `${step.operation} ${step.name}`)
  const returned = forward.filter(step => back.has(step.id)).map(step => step.name)
  const where = [
    left.length > 0 ? `Still there: ${names(left)}.` : '',
    besidesWords(besides),
    returned.length > 0 ? `As before again: ${names(returned)}.` : '',
  ]
  const told = uncertain.length > 0
    ? [failed, 'The outcome of its rollback is not known.', `To be checked: ${names(uncertain)}.`, ...where, settleOffer(run)]
    : [
      failed, `Its rollback ${outcome.kind === 'stopped' ? 'was stopped' : 'did not succeed'}: ${sentence(outcome.summary)}`,
      ...where, 'hint' in outcome ? outcome.hint : '', undoOffer(run),
    ]
  return told.filter(Boolean).join(' ')
}

/** After the daemon died in the middle: what the record knows, and what it can't. */
export function interruptedConclusion(run: string, done: readonly RunStep[], unknown: readonly RunStep[]): string {
  const open = unknown.length > 0
    ? `It is not known whether these took place: ${names(unknown.map(step => `${step.operation} ${step.name}`))}.`
    : 'No step was in flight by the record; the engine may have gone on by itself.'
  return `The daemon ended in the middle of this: outcome unknown. ${whatExists({ steps: done, besides: [] })} ${open} ${settleOffer(run)}`
}

export const anything = ({ steps, besides }: Done): boolean => steps.length > 0 || besides.length > 0

const whatExists = ({ steps, besides }: Done): string => [
  steps.length > 0 ? `Done: ${names(steps.map(step => `${step.operation} ${step.name}`))}.` : besides.length > 0 ? '' : 'No change is on record.',
  besidesWords(besides),
].filter(Boolean).join(' ')

const besidesWords = (besides: readonly string[]): string =>
  besides.length === 0 ? '' : `Files, outputs or the state of ${names(besides)} are changed, and no resource there.`

const undoOffer = (run: string) => `Undo what was done: \`countersign undo ${run}\`.`
const settleOffer = (run: string) => `Find out and finish or undo it: ask "settle ${run}".`
/** A simulator's summary begins with what was done; on its own it begins a sentence. */
const opening = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
/** On one line: what a program threw has many, and a run's conclusion is read as a sentence. */
function sentence(text: string): string {
  const line = text.trim().replace(/\s*\n\s*/g, ' ')
  return /[.!?]$/.test(line) ? line : `${line}.`
}
const names = (all: readonly string[]) => someOf(all.map(name => excerpt(name, 500)), 6)
