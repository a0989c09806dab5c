import type { ResourceState } from '../snapshot/resource.ts'
import { equal, type PropertyValue } from '../values/property.ts'

/** Fields in which an unchanged resource may still differ so that its state has to be saved at once (mustWrite in the official engine). */
const FIELDS = [
  'urn', 'type', 'custom', 'customTimeouts', 'retainOnDelete', 'provider', 'parent', 'deletedWith', 'replaceWith', 'protect', 'inputs',
  'outputs', 'propertyDependencies', 'resourceHooks',
] as const satisfies readonly (keyof ResourceState)[]

/** Whether a `same` changed anything that the next run would miss. Anything else is saved with the next save. */
export function mustSave(old: ResourceState, state: ResourceState): boolean {
  const sorted = (urns: readonly string[] | undefined): readonly string[] => [...(urns ?? [])].sort()
  if (!equal(sorted(old.dependencies), sorted(state.dependencies))) return true
  return FIELDS.some((field) => !equal(withoutEmpty(old[field]), withoutEmpty(state[field])))
}

/** Empty and absent are the same in a state file. */
function withoutEmpty(value: unknown): PropertyValue {
  if (value === undefined || value === false || value === '') return null
  if (typeof value === 'object' && value !== null && Object.keys(value).length === 0) return null
  return value as PropertyValue
}
