import { readFileSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { UNKNOWN } from './embedded/values/property.ts'

const values = z.record(z.string(), z.unknown())
const difference = z.looseObject({ adds: values.optional(), updates: values.optional() })
const goal = z.looseObject({ inputDiff: difference.nullish(), outputDiff: difference.nullish() })
const planned = z.looseObject({ goal: goal.nullish(), state: values.nullish() })
const document = z.looseObject({ resourcePlans: z.record(z.string(), planned).nullish() })

/**
 * Opens in an update plan what is no part of what a person approves (an unknown in it accepts any value, and none): the values that a
 * component or the stack gives out, which a program may make up at each run, such as the time of day, and what the SDK keeps for itself
 * in an input (`__provider`, the code of a dynamic provider, which the program's own digest covers). All else stays: an `up` that asks
 * for anything other ends before it.
 * Throws where the file is no update plan (DeploymentPlanV1 in sdk/go/common/apitype/plan.go of pulumi/pulumi).
 */
export function leaveMadeUpValuesOpen(file: string): void {
  const plan = document.parse(JSON.parse(readFileSync(file, 'utf8')))
  const resourcePlans = Object.fromEntries(Object.entries(plan.resourcePlans ?? {}).map(([urn, planned]) => [
    urn, planned.goal ? { ...planned, goal: opened(planned.goal, Object.keys(planned.state ?? {})) } : planned,
  ]))
  writeFileSync(file, JSON.stringify({ ...plan, resourcePlans }), { mode: 0o600 })
}

function opened({ inputDiff, outputDiff, ...rest }: z.infer<typeof goal>, givenOut: readonly string[]): z.infer<typeof goal> {
  const kept = Object.fromEntries(givenOut.filter(name => outputDiff?.adds?.[name] === undefined).map(name => [name, UNKNOWN]))
  return {
    ...rest, inputDiff: open(inputDiff ?? {}, name => name.startsWith('__')),
    outputDiff: open({ ...outputDiff, updates: { ...outputDiff?.updates, ...kept } }, () => true),
  }
}

function open(found: z.infer<typeof difference>, which: (name: string) => boolean): z.infer<typeof difference> {
  const all = (some: Readonly<Record<string, unknown>> = {}) =>
    Object.fromEntries(Object.entries(some).map(([name, value]) => [name, which(name) ? UNKNOWN : value]))
  return { ...found, adds: all(found.adds), updates: all(found.updates) }
}

/** What an engine says where something isn't as planned, without the values that it repeats: they may be secrets that nobody else knows. */
export const withoutPlannedValues = (text: string): string => text.replace(/(violates plan: properties changed): [-+~=]{2}([\w$-]*)[^]*/, '$1: $2')
