import type { Filled, Preferences } from '../../../shared/wire.ts'
import { planOf } from '../planner/index.ts'
import type { Circumstances } from '../planner/index.ts'
import { ordersOf } from '../planner/order.ts'
import { modeOf } from '../planner/mode.ts'
import { nearest } from './near.ts'
import { pointedAt } from './pointed.ts'
import { taught } from './taught.ts'

export type { LearnedName } from './taught.ts'

/** An order with everything named that could be named, and what was put in for what. */
export interface Optimized {
  readonly text: string
  readonly filled: readonly Filled[]
  /** A name that doesn't exist, with those that do: nothing is read before the person has said which. */
  readonly question?: { readonly question: string, readonly options: readonly { label: string, text: string }[], readonly nowhere?: string }
}

/**
 * Makes the words of a change explicit: names that were taught, "this" as what the page shows, and names that don't exist against those
 * that do. It only ever puts a name where a name or a pronoun stood. Whether that held is checked at the end against the reading of the
 * person's own words: an order that would ask for anything else is thrown away, and the words count as they were typed.
 */
export function optimize(text: string, circumstances: Circumstances, { reach }: Preferences): Optimized {
  if (modeOf(text) !== undefined) return { text, filled: [] }
  const filled: Filled[] = []
  let order = text
  for (const step of [taught, pointedAt]) {
    const { text: next, filled: more } = step(order, circumstances)
    if (next === order || !asksTheSame(text, next, circumstances)) continue
    order = next
    filled.push(...more)
  }
  const near = nearest(order, circumstances)
  if (near === undefined) return { text: order, filled }
  const [only, other] = near.options
  if (reach === 'thorough' && near.slip && only && !other && asksTheSame(text, only.text, circumstances)) {
    return { text: only.text, filled: [...filled, { said: near.said, meant: only.label, from: 'the nearest name that exists' }] }
  }
  const options = near.options.filter((each) => asksTheSame(text, each.text, circumstances))
  const { question, nowhere } = near
  return { text: order, filled, question: { question, options, ...(nowhere !== undefined && { nowhere }) } }
}

/**
 * Whether two texts hold the same operations in the same order, as the deterministic reading sees them, and the second takes no whole
 * stack that the first doesn't: a thing may be called like a stack.
 */
export function asksTheSame(one: string, other: string, circumstances: Circumstances): boolean {
  const operations = (text: string): string => ordersOf(text, circumstances.context).map(({ operation }) => operation).join(' ')
  if (operations(one) !== operations(other)) return false
  const whole = (text: string): boolean => {
    const planned = planOf(text, circumstances)
    return planned.kind === 'steps' && planned.steps.some(({ operation }) => operation === 'destroy')
  }
  return !whole(other) || whole(one)
}
