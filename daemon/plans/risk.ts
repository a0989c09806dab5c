import type { Change, Fidelity, Irreversible, Mode, Risk, RiskFactor } from '../../shared/plan.ts'
import { excerpt } from '../../shared/excerpt.ts'

/** What the level is made of; all of it is on the card as well, so that a person can disagree. */
export interface Facts {
  readonly mode: Mode
  readonly changes: readonly Change[]
  readonly fidelities: readonly Fidelity[]
  readonly unknowns: number
  readonly irreversible: readonly Irreversible[]
  readonly automaticRollback: boolean
  /** A mode that allows more than the one before. */
  readonly raisesMode: boolean
  /** `settle` with `unlock`: breaks a lock that somebody may still hold. */
  readonly breaksLock: boolean
  /** What the target's history says against this, from whoever asked for the plan. */
  readonly concerns?: readonly RiskFactor[]
}

const levels: readonly Risk[] = ['low', 'medium', 'high', 'critical']

/** The risk of a plan: the level of its worst factor, one higher in production from medium on. */
export function assess(facts: Facts): { level: Risk, factors: RiskFactor[] } {
  const factors = factorsOf(facts)
  const worst = Math.max(0, ...factors.map(factor => levels.indexOf(factor.level)))
  const raised = facts.mode === 'production' && worst > 0 ? Math.min(worst + 1, levels.length - 1) : worst
  return { level: levels[raised] ?? 'critical', factors: factors.toSorted((a, b) => levels.indexOf(b.level) - levels.indexOf(a.level)) }
}

function factorsOf(facts: Facts): RiskFactor[] {
  const of = (operation: Change['operation']) => facts.changes.filter(change => change.operation === operation)
  const [deletes, replaces] = [of('delete'), of('replace')]
  const factors: RiskFactor[] = []
  const add = (level: Risk, text: string) => factors.push({ level, text: excerpt(text, 300) })
  for (const { name, why } of facts.irreversible.slice(0, 10)) add('high', `${name} can't be brought back: ${why}`)
  const undone = facts.irreversible.length
  if (deletes.length > undone) add('medium', `${count(deletes.length, 'thing is', 'things are')} deleted`)
  if (replaces.length > 0) add('medium', `${count(replaces.length, 'thing is', 'things are')} replaced: gone for a while, and its address may change`)
  if (facts.changes.length > 20) add('medium', `${facts.changes.length} changes at once`)
  if (facts.fidelities.includes('not-simulated')) add('high', 'a part of this was not simulated')
  else if (facts.fidelities.includes('estimated')) add('medium', 'a part of this is an estimate, no preview of the service itself')
  if (facts.unknowns > 0) add('medium', `${count(facts.unknowns, 'value is', 'values are')} known only after the run`)
  if (!facts.automaticRollback && facts.changes.length > 0) add('medium', 'a failure is not rolled back by itself')
  if (facts.raisesMode) add('medium', 'the target may be changed from then on')
  if (facts.breaksLock) add('high', 'breaks a lock that somebody may still hold')
  for (const { level, text } of (facts.concerns ?? []).slice(0, 10)) add(level, text)
  if (facts.mode === 'production') add('low', 'the target is production')
  return factors
}

const count = (number: number, one: string, many: string) => `${number} ${number === 1 ? one : many}`
