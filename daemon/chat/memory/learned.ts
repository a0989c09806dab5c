import type { Step } from '../../../shared/plan.ts'
import type { Memory } from './index.ts'

/** What was learned about one target from what happened to it. Pure: the same memories say the same. */
export interface Lesson { readonly text: string, readonly runs: readonly string[] }
/** What is unlike before, and how much that weighs. */
export interface Anomaly extends Lesson { readonly level: 'medium' | 'high' }

/** The kind of change that a plan is, for comparing it with others: its settings, or its operation. */
export const kindOf = (steps: readonly Step[]): string =>
  steps.map(
    (step) => step.operation === 'set-config' ? `set ${step.parameters.key}` : step.operation
  ).filter((kind, _, all) => kind !== 'deploy' || all.length === 1).sort().join(' + ')

/** Seconds that such a change took at the median and in the slowest tenth; undefined where none was seen. */
export function durations(
  memories: readonly Memory[], target: string, steps: readonly Step[]
): { p50: number, p90: number, samples: number } | undefined {
  const kind = kindOf(steps)
  const seconds = memories.flatMap(
    (memory) => memory.target === target && memory.state === 'succeeded' && memory.seconds !== undefined
    && kindOf(memory.steps) === kind ? [memory.seconds] : []
  ).sort((a, b) => a - b)
  if (seconds.length === 0) return undefined
  const at = (share: number): number => seconds[Math.min(seconds.length - 1, Math.ceil(share * seconds.length) - 1)] ?? 0
  return { p50: at(0.5), p90: at(0.9), samples: seconds.length }
}

/** The last time that such a change of this target failed, if none of its kind went well since. */
export function lastFailure(memories: readonly Memory[], target: string, steps: readonly Step[]): Lesson | undefined {
  const kind = kindOf(steps)
  const last = memories.find((memory) => memory.target === target && memory.state !== undefined && kindOf(memory.steps) === kind)
  if (!last || last.state === 'succeeded' || last.run === undefined) return undefined
  return {
    text: `The last time this was tried it ${last.state === 'rolled-back' ? 'was rolled back' : 'failed'}: ${last.why ?? 'no reason was kept'}`,
    runs: [last.run],
  }
}

const values = (memories: readonly Memory[], key: string): { value: string | number | boolean, run: string | undefined }[] => memories.flatMap((memory) => memory.state === 'succeeded'
  ? memory.steps.flatMap((step) => step.operation === 'set-config' && step.parameters.key === key ? [{ value: step.parameters.value, run: memory.run }] : []) : [])

/**
 * What is unlike this target's history: ten times the usual size, a setting that nobody touched in many changes, an hour at which
 * nothing is done.
 */
export function anomalies(memories: readonly Memory[], target: string, steps: readonly Step[], now: Date): Anomaly[] {
  const own = memories.filter((memory) => memory.target === target && memory.run !== undefined)
  const found: Anomaly[] = []
  for (const step of steps) {
    if (step.operation !== 'set-config') continue
    const before = values(own, step.parameters.key)
    const numbers = before.flatMap(({ value }) => typeof value === 'number' ? [value] : []).sort((a, b) => a - b)
    const median = numbers[Math.floor(numbers.length / 2)]
    if (
      typeof step.parameters.value === 'number' && numbers.length >= 3 && median !== undefined && median > 0
      && step.parameters.value >= 10 * median
    ) {
      found.push(
        {
          level: 'high',
          text: `${step.parameters.key} is usually about ${median}; ${step.parameters.value} is ${Math.round(step.parameters.value / median)} times that`, runs: before.flatMap(({ run }) => run ?? []).slice(0, 3)
        }
      )
    }
    if (before.length === 0 && own.length >= 20) found.push(
      { level: 'medium', text: `${step.parameters.key} was never changed in ${own.length} earlier changes here`, runs: [] }
    )
  }
  if (
    steps.some((step) => step.operation === 'destroy') && own.length > 0
    && !own.some((memory) => memory.steps.some((step) => step.operation === 'destroy'))
  ) found.push({ level: 'high', text: `nothing was ever destroyed here in ${own.length} earlier changes`, runs: [] })
  const hour = now.getHours()
  const near = own.filter(
    (memory) => { const distance = Math.abs(new Date(memory.at).getHours() - hour); return Math.min(distance, 24 - distance) <= 2 }
  )
  if (own.length >= 20 && near.length === 0) found.push(
    { level: 'medium', text: `at this hour nothing was changed here before, in ${own.length} changes`, runs: [] }
  )
  return found
}

/** Settings that went together: whoever changed this one changed that one too, each of the last times. */
export function together(memories: readonly Memory[], target: string, steps: readonly Step[]): Lesson | undefined {
  const keys = new Set(steps.flatMap((step) => step.operation === 'set-config' ? [step.parameters.key] : []))
  const same = memories.filter(
    (memory) => memory.target === target && memory.state === 'succeeded'
    && memory.steps.some((step) => step.operation === 'set-config' && keys.has(step.parameters.key))
  ).slice(0, 10)
  if (keys.size !== 1 || same.length < 3) return undefined
  const others = same.map(
    (memory) => new Set(
      memory.steps.flatMap((step) => step.operation === 'set-config' && !keys.has(step.parameters.key) ? [step.parameters.key] : [])
    )
  )
  const always = [...others[0] ?? []].filter((key) => others.every((set) => set.has(key)))
  return always.length === 0 ? undefined : {
    text: `the last ${same.length} times ${always.join(', ')} was changed with it`, runs: same.flatMap(({ run }) => run ?? []).slice(0, 3),
  }
}
