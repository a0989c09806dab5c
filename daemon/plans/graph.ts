import type { Step } from '../../shared/plan.ts'
import { CountersignError } from '../../shared/errors.ts'

/** Steps of one service on one target: what is simulated, captured and carried out together. */
export interface Stage { readonly service: Step['service'], readonly target: string, readonly steps: readonly Step[] }

/**
 * Puts steps into an order in which each comes after what it depends on, as they were written where nothing depends.
 * Throws `plan-steps` on a doubled id, an unknown dependency or a circle.
 */
export function ordered(steps: readonly Step[]): Step[] {
  const byId = new Map(steps.map(step => [step.id, step]))
  if (byId.size !== steps.length) throw broken('two steps have the same id')
  for (const step of steps) {
    const missing = step.dependsOn.find(id => !byId.has(id))
    if (missing !== undefined) throw broken(`${step.id} depends on ${missing}, which isn't in the plan`)
  }
  const done = new Set<string>()
  const result: Step[] = []
  while (result.length < steps.length) {
    const next = steps.find(step => !done.has(step.id) && step.dependsOn.every(id => done.has(id)))
    if (next === undefined) throw broken('its steps depend on each other in a circle')
    done.add(next.id)
    result.push(next)
  }
  return result
}

/**
 * The stages of a plan, in order. A target appears once: two stages of one target would need a simulation of the second on top of the
 * first, which no service offers. Throws `plan-steps` where the dependencies ask for that.
 */
export function stages(steps: readonly Step[]): Stage[] {
  const result: { service: Step['service'], target: string, steps: Step[] }[] = []
  for (const step of ordered(steps)) {
    const last = result.at(-1)
    if (last?.target === step.target && last.service === step.service) { last.steps.push(step); continue }
    if (result.some(stage => stage.target === step.target)) throw broken(`it would change ${step.target}, then something else, then ${step.target} again`)
    result.push({ service: step.service, target: step.target, steps: [step] })
  }
  return result
}

const broken = (why: string) => new CountersignError('plan-steps', `The steps don't make a plan: ${why}; nothing was planned.`, 'Ask for it in two changes.')
