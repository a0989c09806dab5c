import { changedKeys, type DetailedDifference, detailedDifference, toReplacement } from '../values/difference.ts'
import { covers, parsePath, resetPath } from '../values/path.ts'
import { plainMap, type PropertyMap } from '../values/property.ts'
import type { ResourceState } from '../snapshot/resource.ts'
import type { Urn } from '../snapshot/urn.ts'
import type { Ledger } from './ledger.ts'
import { askDiff, type Decision, type DiffAnswer } from './question.ts'
import type { Reason } from './step.ts'

/** Whether and how a resource differs from what it was. */
export interface Change extends Reason {
  readonly changed: boolean
  readonly deleteBeforeReplace: boolean
}

export const unchanged: Change = { changed: false, replaceKeys: [], changedKeys: [], deleteBeforeReplace: false }
/** A replacement for a reason of the engine's own, blamed on one key. */
export const replacementFor = (key: string): Change => ({ changed: true, replaceKeys: [key], changedKeys: [], deleteBeforeReplace: false })

/** The inputs with every ignored path as it was before. */
export function withIgnoredChanges(
  ledger: Ledger,
  urn: Urn,
  inputs: PropertyMap,
  old: PropertyMap,
  ignored: readonly string[],
): PropertyMap {
  let result = inputs
  const impossible: string[] = []
  for (const text of ignored) {
    const path = parsePath(text)
    if (!path) continue
    const reset = resetPath(path, old, result)
    if (reset) result = reset
    else impossible.push(text)
  }
  if (impossible.length > 0) {
    ledger.report('info', `cannot ignore changes in added or removed elements of the path: ${JSON.stringify(impossible.join(', '))}`, urn)
  }
  return result
}

/** Asks the provider what changed; where it can't say, the inputs are compared. */
export function* providerChange(
  ledger: Ledger,
  old: ResourceState,
  urn: Urn,
  newInputs: PropertyMap,
  provider: string,
  ignoreChanges: readonly string[],
): Decision<Change> {
  const answer = yield* askDiff({
    urn, provider, id: old.id ?? '', oldInputs: old.inputs, oldOutputs: old.outputs, newInputs, ignoreChanges,
  })
  if (answer.changes !== 'unknown') return { ...reasonOf(answer), changed: answer.changes === 'some',
    deleteBeforeReplace: answer.deleteBeforeReplace }
  const before = plainMap(old.inputs)
  const after = plainMap(withIgnoredChanges(ledger, urn, newInputs, old.inputs, ignoreChanges))
  const keys = changedKeys(before, after)
  if (keys.length === 0) return { ...reasonOf(answer), changed: false, deleteBeforeReplace: answer.deleteBeforeReplace }
  return {
    changed: true,
    replaceKeys: answer.replaceKeys,
    changedKeys: keys,
    detailed: detailedDifference(before, after),
    deleteBeforeReplace: answer.deleteBeforeReplace,
  }
}

function reasonOf(answer: DiffAnswer): Reason {
  return { replaceKeys: answer.replaceKeys, changedKeys: answer.changedKeys, ...(answer.detailed && { detailed: answer.detailed }) }
}

/** The key under which a program can ask for a replacement of what failed to come up. */
const INIT_ERROR_KEY = '#initerror'

/** Turns changes under the given paths into replacements. */
export function withReplaceOnChanges(change: Change, replaceOnChanges: readonly string[], hasInitErrors: boolean): Change {
  if (!change.changed && !hasInitErrors) return change
  const paths = replaceOnChanges.map(parsePath).filter((path) => path !== undefined)
  const forces = (text: string): boolean => {
    const inner = parsePath(text)
    return inner !== undefined && paths.some((path) => covers(path, inner))
  }
  const keys = new Set([...change.replaceKeys, ...change.changedKeys.filter(forces)])
  const detailed: DetailedDifference | undefined = change.detailed
    && new Map([...change.detailed].map(([path, difference]) => [path, forces(path) ? { ...difference,
      kind: toReplacement(difference.kind) } : difference]))
  const initReplaces = hasInitErrors && forces(INIT_ERROR_KEY)
  if (initReplaces) keys.add(INIT_ERROR_KEY)
  return {
    ...change,
    changed: change.changed || initReplaces,
    replaceKeys: [...keys],
    ...(detailed && {
      detailed: initReplaces ? new Map([...detailed, [INIT_ERROR_KEY, { kind: 'update-replace' as const, inputDiff: false }]]) : detailed,
    }),
  }
}
