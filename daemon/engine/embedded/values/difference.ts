import { equal, isList, isMap, type PropertyMap, type PropertyValue, signatureOf } from './property.ts'
import { pathText, type PropertyPath } from './path.ts'

export type DifferenceKind = 'add' | 'delete' | 'update' | 'add-replace' | 'delete-replace' | 'update-replace'
export interface PropertyDifference {
  readonly kind: DifferenceKind
  /** True where inputs were compared with inputs, false where the provider compared state with inputs. */
  readonly inputDiff: boolean
}
export type DetailedDifference = ReadonlyMap<string, PropertyDifference>

/**
 * Every path at which two maps differ, down to the leaf that changed, ordered by path. A null is as good as nothing
 * (HasValue and NewDetailedDiffFromObjectDiff in sdk/go/common/resource).
 */
export function detailedDifference(before: PropertyMap, after: PropertyMap): DetailedDifference {
  const found = new Map<string, PropertyDifference>()
  compareMaps([], before, after, found)
  return new Map([...found].sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0)))
}

/** The top-level keys whose values differ, in order. */
export function changedKeys(before: PropertyMap, after: PropertyMap): string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...keys].filter((key) => differs(before[key], after[key])).sort()
}

export function toReplacement(kind: DifferenceKind): DifferenceKind {
  return kind === 'add' || kind === 'delete' || kind === 'update' ? `${kind}-replace` : kind
}

/** What the difference is when the two sides change places: a refresh shows the world's change, not the program's. */
export function inverted(kind: DifferenceKind): DifferenceKind {
  const opposite = { add: 'delete', delete: 'add', update: 'update' } as const
  const [base, replace] = kind.split('-') as ['add' | 'delete' | 'update', 'replace' | undefined]
  return replace ? `${opposite[base]}-replace` : opposite[base]
}

const absent = (value: PropertyValue | undefined): boolean => value === undefined || value === null
const differs = (before: PropertyValue | undefined, after: PropertyValue | undefined): boolean =>
  !(absent(before) && absent(after)) && !equal(before, after)

function compareMaps(path: PropertyPath, before: PropertyMap, after: PropertyMap, found: Map<string, PropertyDifference>): void {
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) compareValues([...path, key], before[key], after[key], found)
}

function compareValues(
  path: PropertyPath,
  before: PropertyValue | undefined,
  after: PropertyValue | undefined,
  found: Map<string, PropertyDifference>,
): void {
  if (!differs(before, after)) return
  if (absent(before)) found.set(pathText(path), { kind: 'add', inputDiff: true })
  else if (absent(after)) found.set(pathText(path), { kind: 'delete', inputDiff: true })
  else if (isList(before) && isList(after)) {
    for (let index = 0; index < Math.max(before.length, after.length); index++) {
      compareValues([...path, index], before[index], after[index], found)
    }
  } else if (isMap(before) && isMap(after) && signatureOf(before) === undefined && signatureOf(after) === undefined) {
    compareMaps(path, before, after, found)
  } else found.set(pathText(path), { kind: 'update', inputDiff: true })
}
