import { parseReference, type Urn } from '../snapshot/urn.ts'
import type { ResourceState } from '../snapshot/resource.ts'
import { equal, isList, isMap, isSecret, type PropertyMap, type PropertyValue, signatureOf, UNKNOWN } from '../values/property.ts'
import { goText } from '../values/text.ts'
import type { Alias, Goal } from './goal.ts'
import { type GoalPlan, noDifference, planDifference, type PlanDifference } from './plan.ts'

/**
 * What a goal does that its plan doesn't allow, in the official CLI's words; undefined if nothing (checkGoal in
 * pkg/resource/deploy/plan.go). An unknown in the plan accepts any value, and none.
 */
export function goalViolation(plan: GoalPlan | undefined, before: PropertyMap, inputs: PropertyMap, goal: Goal): string | undefined {
  if (!plan) return 'resource unexpectedly not deleted'
  if (goal.custom !== plan.custom) return `resource kind changed (expected ${plan.custom ? 'custom' : 'component'})`
  return optionViolation(plan, goal) ?? differenceViolation(before, inputs, plan.inputs) ?? dependencyViolation(plan, goal)
}

/** A resource that the plan doesn't mention has to stay as it was. */
export function unplannedViolation(old: ResourceState, inputs: PropertyMap, goal: Goal): string | undefined {
  const asItWas: GoalPlan = {
    type: old.type, name: goal.name, custom: old.custom, inputs: noDifference, outputs: noDifference, protect: old.protect ?? false,
    dependencies: old.dependencies ?? [], propertyDependencies: old.propertyDependencies ?? {}, ignoreChanges: [],
    additionalSecretOutputs: old.additionalSecretOutputs ?? [], customTimeouts: old.customTimeouts ?? {},
    aliases: (old.aliases ?? []).map((urn): Alias => ({ kind: 'urn', urn })),
    ...(old.parent && { parent: old.parent }), ...(old.provider && { provider: old.provider }),
  }
  return goalViolation(asItWas, old.inputs, inputs, goal)
}

function optionViolation(plan: GoalPlan, goal: Goal): string | undefined {
  if ((plan.provider ?? '') !== (goal.provider ?? '')) {
    const expected = parseReference(plan.provider ?? '')
    const actual = parseReference(goal.provider ?? '')
    // A provider that the preview would only have made has no id yet.
    if (!expected || !actual || expected.urn !== actual.urn || expected.id !== UNKNOWN) return `provider changed (expected ${plan.provider ?? ''})`
  }
  if ((plan.parent ?? '') !== (goal.parent ?? '')) return `parent changed (expected ${plan.parent ?? ''})`
  if (plan.protect !== (goal.protect ?? false)) return `protect changed (expected ${plan.protect})`
  if (plan.deleteBeforeReplace !== goal.deleteBeforeReplace) {
    return `deleteBeforeReplace changed (expected ${plan.deleteBeforeReplace ?? 'no value'})`
  }
  if ((plan.id ?? '') !== (goal.importId ?? '')) return `importID changed (expected ${plan.id ?? ''})`
  for (const name of ['create', 'update', 'delete', 'read'] as const) {
    const expected = plan.customTimeouts[name] ?? 0
    if (expected !== (goal.customTimeouts?.[name] ?? 0)) return `${name} timeout changed (expected ${expected})`
  }
  const sets = [
    ['ignoreChanges', plan.ignoreChanges, goal.ignoreChanges],
    ['additionalSecretOutputs', plan.additionalSecretOutputs, goal.additionalSecretOutputs],
    ['dependencies', plan.dependencies, goal.dependencies],
    ['aliases', plan.aliases.map(aliasText), goal.aliases.map(aliasText)],
  ] as const
  for (const [name, expected, actual] of sets) {
    const change = setChange(expected, actual)
    if (change) return `${name} changed: ${change}`
  }
  return undefined
}

/** A property that was unknown may be missing now, so only those that are there are compared. */
function dependencyViolation(plan: GoalPlan, goal: Goal): string | undefined {
  for (const [key, expected] of Object.entries(plan.propertyDependencies)) {
    const actual = goal.propertyDependencies[key]
    const change = actual && setChange(expected, actual)
    if (change) return `dependencies for ${key} changed: ${change}`
  }
  return undefined
}

function setChange(expected: readonly string[], actual: readonly string[]): string | undefined {
  const added = [...new Set(actual)].filter((item) => !expected.includes(item)).sort()
  const deleted = [...new Set(expected)].filter((item) => !actual.includes(item)).sort()
  const parts = [...(added.length > 0 ? [`added ${added.join(', ')}`] : []), ...(deleted.length > 0 ? [`deleted ${deleted.join(', ')}`] : [])]
  return parts.length > 0 ? parts.join('; ') : undefined
}

function aliasText(alias: Alias): string {
  if (alias.kind === 'urn') return `{${alias.urn}      false}`
  const { name = '', type = '', project = '', stack = '', parent = '' as Urn, noParent = false } = alias
  return `{ ${name} ${type} ${project} ${stack} ${parent} ${noParent}}`
}

/** The same for properties: what changes otherwise than planned, and what was planned and doesn't happen. */
export function differenceViolation(before: PropertyMap, after: PropertyMap, plan: PlanDifference): string | undefined {
  const changes: string[] = []
  const note = (mark: string, key: string, value?: PropertyValue): void => void changes.push(`${violationText(plan, mark, key, value)}`)
  const actual = planDifference(before, after, looselyEqual)
  const matches = (expected: PropertyValue, value: PropertyValue): boolean => looselyEqual(expected, value)
  for (const [key, value] of Object.entries(actual.adds)) {
    const expected = plan.adds[key]
    if (expected === undefined || !matches(expected, value)) note('+', key, value)
  }
  for (const key of actual.deletes) if (!plan.deletes.includes(key) && plan.updates[key] !== UNKNOWN) note('-', key)
  for (const [key, value] of Object.entries(actual.updates)) {
    const expected = plan.updates[key] ?? plan.adds[key]
    if (expected === undefined || !matches(expected, value)) note('~', key, value)
  }
  const happened = (key: string): boolean => key in actual.adds || key in actual.updates
  for (const [key, expected] of Object.entries(plan.adds)) {
    if (happened(key)) continue
    const value = after[key]
    if (value !== undefined) {
      if (!matches(expected, value)) note('=', key, value)
    } else if (expected !== UNKNOWN) note('-', key)
  }
  for (const [key, expected] of Object.entries(plan.updates)) {
    if (key in actual.updates) continue
    const value = after[key]
    if (key in actual.adds) note('+', key, actual.adds[key])
    else if (value !== undefined) {
      if (!matches(expected, value)) note('=', key, value)
    } else if (expected !== UNKNOWN) note('-', key)
  }
  for (const key of plan.deletes) {
    if (actual.deletes.includes(key)) continue
    if (key in actual.adds) note('+', key, actual.adds[key])
    else if (key in actual.updates) note('~', key, actual.updates[key])
    else if (key in before && key in after) note('=', key, after[key])
  }
  return changes.length > 0 ? `properties changed: ${changes.sort().join(', ')}` : undefined
}

function violationText(plan: PlanDifference, actual: string, key: string, value: PropertyValue | undefined): string {
  const expected = plan.adds[key] ?? plan.updates[key]
  const mark = key in plan.adds ? '+' : key in plan.updates ? '~' : plan.deletes.includes(key) ? '-' : '='
  const shown = [expected, value].filter((item) => item !== undefined).map(goText)
  return `${mark}${actual}${key}${shown.length > 0 ? `[${shown.join('!=')}]` : ''}`
}

/** An unknown is equal to anything, and a null to nothing. */
function looselyEqual(left: PropertyValue | undefined, right: PropertyValue | undefined): boolean {
  const before = left ?? null
  const after = right ?? null
  if (before === UNKNOWN || after === UNKNOWN) return true
  if (isList(before) && isList(after)) {
    return before.length === after.length && before.every((item, index) => looselyEqual(item, after[index]))
  }
  if (isSecret(before) && isSecret(after)) return looselyEqual(before.value, after.value)
  if (!isMap(before) || !isMap(after) || signatureOf(before) !== undefined || signatureOf(after) !== undefined) return equal(before, after)
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].every((key) => looselyEqual(before[key], after[key]))
}
