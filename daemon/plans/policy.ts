import type { Change, Fidelity, Irreversible, Mode, PolicyResult, Step } from '../../shared/plan.ts'
import { excerpt, someOf } from '../../shared/excerpt.ts'

/** What the rules look at: the plan's own content, so that the same result can be computed again before the run. */
export interface Judged {
  readonly targets: readonly { readonly id: string, readonly title: string, readonly mode: Mode }[]
  readonly steps: readonly Step[]
  /** Changes by target. */
  readonly changes: readonly { readonly target: string, readonly change: Change }[]
  readonly irreversible: readonly Irreversible[]
  readonly fidelities: readonly Fidelity[]
}

/** Kinds that hold what can't be made again: data, keys, names that the world points to. */
const holdsData = /database|bucket|volume|disk|filesystem|file-system|table|warehouse|schema|queue|topic|snapshot|backup|key|secret|vault|zone|domain|cluster|repository/i
const isProtectedKind = (change: Change) => change.protected === true || holdsData.test(change.kind.replaceAll(/([a-z])([A-Z])/g, '$1-$2'))
const takesAway = (change: Change) => change.operation === 'delete' || change.operation === 'replace' || change.operation === 'forget'

/**
 * The rules, each with its outcome; one `refused` and there is no plan. They hold no state and ask nobody: what they said when the plan
 * was made is in the plan, and must come out again, word for word, when it is approved.
 */
export function judge(plan: Judged): PolicyResult[] {
  return [mode(plan), protection(plan), unknowns(plan), irreversible(plan), fidelity(plan)]
}

function mode({ targets, steps }: Judged): PolicyResult {
  const rule = 'mode of the target'
  const changed = new Set(steps.filter(step => step.service !== 'countersign').map(step => step.target))
  const closed = targets.find(target => target.mode === 'read-only' && changed.has(target.id))
  if (closed) return { rule, outcome: 'refused', text: `${closed.title} is read-only` }
  return { rule, outcome: 'passed', text: excerpt(targets.map(target => `${target.title} is ${target.mode}`).join(', '), 500) }
}

function protection({ changes }: Judged): PolicyResult {
  const rule = 'protected things stay'
  const named = changes.filter(({ change }) => change.protected === true && takesAway(change)).map(({ change }) => change.name)
  if (named.length > 0) return { rule, outcome: 'refused', text: `${list(named)}: protected against deletion; take the protection away first, as a change of its own` }
  return { rule, outcome: 'passed', text: 'nothing that is protected is deleted or replaced' }
}

function unknowns({ targets, changes }: Judged): PolicyResult {
  const rule = 'no unknowns where data is'
  const production = new Set(targets.filter(target => target.mode === 'production').map(target => target.id))
  // what is created has no data yet, and its addresses are unknown by nature
  const blurred = changes.filter(({ target, change }) => production.has(target) && change.operation !== 'create' && isProtectedKind(change)
    && change.properties.some(property => property.unknown === true)).map(({ change }) => change.name)
  if (blurred.length > 0) return { rule, outcome: 'refused', text: `${list(blurred)}: in production a value of these must be known before the change` }
  return { rule, outcome: 'passed', text: production.size > 0 ? 'every value of what holds data is known' : 'asked only in production' }
}

function irreversible(plan: Judged): PolicyResult {
  const rule = 'what is final is acknowledged by name'
  if (plan.irreversible.length === 0) return { rule, outcome: 'passed', text: 'everything here can be taken back' }
  return { rule, outcome: 'warned', text: `${list(plan.irreversible.map(each => each.name))}: to be acknowledged by name before the approval` }
}

function fidelity({ fidelities }: Judged): PolicyResult {
  const rule = 'simulated before it is done'
  if (fidelities.includes('not-simulated')) return { rule, outcome: 'warned', text: 'a part of this was not simulated' }
  return { rule, outcome: 'passed', text: 'every step was simulated' }
}

const list = (names: readonly string[]) =>
  excerpt(someOf(names, 5), 400)
