import { CountersignError } from '../../shared/errors.ts'
import type { Part } from '../../shared/wire.ts'
import type { Settlement } from '../contracts.ts'
import type { Inquiry } from '../simulator-contract.ts'
import { paragraph, said as shown, source, span } from './answers/parts.ts'
import type { Needs } from './needs.ts'

/** A message that settles an interrupted run: which, how, and what the person says of things that nobody else can know. */
export interface Settling {
  readonly run: string
  readonly conclusion?: 'finish' | 'undo' | 'unlock' | 'record'
  readonly said: Inquiry['said']
}

/** "settle run-3", "settle run-3 undo", "settle run-3: search is there as srv-12, and cart is not there". */
export function settlingOf(text: string): Settling | undefined {
  const [whole = '', run, how] = /\bsettle\s+(run-\d+)(?:\s*[,:]?\s*(?:by\s+|and\s+|to\s+)?(finish|undo|unlock|record)(?:ing)?\b)?/i.exec(text) ?? []
  if (run === undefined) return undefined
  const rest = text.slice(text.indexOf(whole) + whole.length)
  const said = [...rest.matchAll(/([\w./-]+)\s+(?:is\s+there\s+as\s+([^\s,;]+)|(?:is\s+not|isn['’]t)\s+there|does\s*n[o'’]t\s+exist|does\s+not\s+exist)/gi)]
    .map(([, name = '', physical]) => ({ name, physical: physical?.replace(/[.]$/, '') ?? null }))
  return { run: run.toLowerCase(), ...(how !== undefined && { conclusion: how.toLowerCase() as NonNullable<Settling['conclusion']> }), said }
}

/**
 * What was found out about an interrupted run, with an offer for each way on.
 * @returns the offer that was asked for, or the parts of an answer
 * @throws CountersignError `run-unknown`, `run-settled`, `settle-impossible`, `engine-alive`
 */
export async function settling({ run, conclusion, said }: Settling, needs: Needs): Promise<Settlement['offers'][number] | Part[]> {
  const settlement = await needs.plans.settle(run, said)
  const offer = settlement.offers.find(each => each.conclusion === conclusion)
    // whoever said what exists wants that on the record
    ?? (conclusion === undefined && said.length > 0 ? settlement.offers.find(each => each.conclusion === 'record') : undefined)
  if (offer) return offer
  if (conclusion !== undefined) {
    throw new CountersignError('settle-impossible', `${run} can't be settled by ${conclusion} now; nothing was changed.`, `Ask "settle ${run}" to see what is known and what can be done.`)
  }
  return answer(settlement)
}

const labels = { record: 'Record what is there', finish: 'Finish it', undo: 'Undo it', unlock: 'Break the lock' }

function answer({ run, known, unknown, locked, offers }: Settlement): Part[] {
  const list = (items: readonly string[]): Part => ({ kind: 'list', items: items.slice(0, 50).map(item => [span(shown(item, 400))]) })
  return [
    ...(locked === undefined ? [] : [paragraph(`A lock is on its target: ${shown(locked, 400)}.`)]),
    ...(known.length === 0 ? [] : [paragraph('This is certain:'), list(known)]),
    ...(unknown.length === 0 ? [paragraph('Nothing is open.')] : [paragraph('This is not known:'), list(unknown)]),
    ...(offers.length === 0 ? [] : [{
      kind: 'choice' as const, question: `How should ${run} be settled? Each is a plan that you approve like any other.`,
      options: offers.slice(0, 4).map(each => ({ label: labels[each.conclusion], text: `settle ${run} ${each.conclusion}` })),
    }]),
    source('Read from the state, and from the provider where it can be asked · no change made'),
  ]
}
