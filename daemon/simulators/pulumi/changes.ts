import type { Change, ChangeOperation, Counts, PlanDocument, PropertyChange } from '../../../shared/plan.ts'
import { canonical, digestOf } from '../../../shared/canonical.ts'
import type { Json } from '../../../shared/canonical.ts'
import { excerpt } from '../../../shared/excerpt.ts'
import { isSecret, masked } from '../../engine/index.ts'
import type { EngineEvent, StateResource, StepMetadata } from '../../engine/index.ts'
import { whyIrreversible } from './irreversible.ts'
import { withoutMadeUpName } from './made-up-name.ts'

/** What an engine puts for a value that only the run will know. */
const unknownValue = '04da6b54-80e4-46f7-96ec-b56ff0331ba9'

export interface Previewed {
  readonly changes: readonly Change[]
  readonly counts: Counts
  readonly unknowns: readonly string[]
  /** What the stack would give out differently; of two secrets nobody can tell. */
  readonly outputs: readonly PropertyChange[]
  /**
   * SHA-256 over every change in full, before anything was cut to what a card can show. Of outputs it holds which they are: their values
   * follow from the rest, but for those that a program makes up at each run, such as the time of day.
   */
  readonly digest: string
}

/** What a plan has of changes to one target. */
export function approvedChanges({ steps, simulation }: PlanDocument, target: string): Change[] {
  const ids = new Set(steps.filter(step => step.target === target).map(step => step.id))
  return simulation.steps.filter(one => ids.has(one.step)).flatMap(one => one.changes)
}

/** The changes that a preview announced, in the order in which the engine would make them. */
export function changesOf(events: readonly EngineEvent[], state: readonly StateResource[], refresh = false): Previewed {
  const steps = new Map<string, StepMetadata[]>()
  for (const event of events) {
    // A refresh tells what it found only when it is done; everything else is announced before.
    if (event.kind !== (refresh ? 'end' : 'begin') || isBookkeeping(event.step)) continue
    steps.set(event.step.urn, [...steps.get(event.step.urn) ?? [], event.step])
  }
  const known = new Map(state.map(resource => [resource.urn, resource]))
  const changes: Change[] = []
  const full = new Map<string, Json>()
  let same = 0
  for (const [urn, all] of steps) {
    const operation = operationOf(all.map(step => step.op))
    const [first] = all
    if (first === undefined) continue
    if (operation === undefined) {
      if (all.some(step => step.op === 'same')) same += 1
      continue
    }
    const properties = propertiesOf(operation, all, refresh)
    const resource = known.get(urn)
    const facts = { ...first.old?.outputs, ...resource?.outputs }
    const irreversible = refresh ? undefined : whyIrreversible(operation, first.type, facts)
    full.set(urn, [operation, urn, properties.map(one => [one.path, one.before ?? null, one.after ?? null, !!one.unknown, !!one.secret])])
    changes.push({
      operation, id: urn, kind: kindOf(first.type), name: nameOf(urn),
      properties: properties.slice(0, 200).map(cut), dependsOn: (resource?.dependencies ?? []).slice(0, 200),
      ...(all.some(step => step.old?.protect ?? step.new?.protect) ? { protected: true } : {}),
      ...(irreversible === undefined ? {} : { irreversible }),
    })
  }
  const unknowns = changes.flatMap(change => change.properties.filter(one => one.unknown).map(one => excerpt(`${change.kind} ${change.name}: ${one.path}`, 600)))
  const outputs = outputsOf(events)
  return {
    changes, counts: count(changes, same), unknowns: unknowns.slice(0, 500), outputs: outputs.slice(0, 200).map(cut),
    // what doesn't depend on each other comes in any order
    digest: digestOf(canonical([...[...full.keys()].toSorted().map(urn => full.get(urn) ?? null), ['outputs', ...outputs.map(one => one.path)]])),
  }
}

/** The stack itself and default providers change with every run and are no infrastructure. */
export const isBookkeeping = (step: { urn: string, type: string }): boolean =>
  step.type === 'pulumi:pulumi:Stack' || (step.type.startsWith('pulumi:providers:') && step.urn.includes('::default'))

const operations: Readonly<Record<string, ChangeOperation>> = {
  create: 'create', update: 'update', delete: 'delete', replace: 'replace', 'create-replacement': 'replace', 'import-replacement': 'replace',
  'read-replacement': 'replace', 'delete-replaced': 'delete', read: 'read', refresh: 'refresh', import: 'import', 'discard-replaced': 'forget',
  discard: 'forget',
}

/** An engine tells of the stack more than once: its outputs are known when the program has ended. */
function outputsOf(events: readonly EngineEvent[]): PropertyChange[] {
  const step = events.flatMap(event => event.kind === 'end' && event.step.type === 'pulumi:pulumi:Stack' ? [event.step] : []).at(-1)
  return step?.new ? compare(step.old?.outputs ?? {}, step.new.outputs, new Set()) : []
}

/** One word for the steps that an engine takes with one resource; `undefined` where nothing changes. */
export function operationOf(steps: readonly string[]): ChangeOperation | undefined {
  const words = steps.map(step => operations[step]).filter(word => word !== undefined)
  // A read at each run is how a program looks things up; it changes nothing.
  return words.includes('replace') ? 'replace' : words.find(word => word !== 'read' && word !== 'refresh')
}

/** `sandbox:Site` for `pulumi-nodejs:dynamic/sandbox:Site`, else the type as it is. */
export const kindOf = (type: string): string => distinct(type.replace(/^pulumi-\w+:dynamic\//, ''))
/** The whole name that the program gave: one that holds `::` must not pass for what stands behind it. */
export const nameOf = (urn: string): string => distinct(urn.split('::').slice(3).join('::') || urn)

/** At most 256 characters; two long ones that begin alike end differently, so that nobody takes one for the other. */
const distinct = (text: string): string => text.length <= 256 ? text : `${excerpt(text, 240)} ${digestOf(text).slice(0, 12)}`

function propertiesOf(operation: ChangeOperation, steps: readonly StepMetadata[], refresh: boolean): PropertyChange[] {
  const step = steps.find(one => one.new != null && one.old != null) ?? steps.find(one => one.new != null) ?? steps[0]
  const old = steps.map(one => one.old).find(one => one != null)
  const replacing = new Set(steps.flatMap(one => one.keys ?? []))
  if (step === undefined) return []
  if (operation === 'delete') return compare(old?.outputs ?? {}, {}, replacing)
  if (operation === 'create') return compare({}, named(step), replacing)
  if (operation === 'replace') return compare(old?.inputs ?? {}, named(step), replacing)
  const side = refresh ? 'outputs' : 'inputs'
  return compare(old?.[side] ?? {}, step.new?.[side] ?? {}, replacing)
}

/** What a new thing is asked to be. */
const named = ({ urn, type, new: made }: StepMetadata): Properties => withoutMadeUpName(type, nameOf(urn), made?.inputs ?? {})

type Properties = Readonly<Record<string, unknown>>

function compare(before: Properties, after: Properties, replacing: ReadonlySet<string>): PropertyChange[] {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(path => !path.startsWith('__')).toSorted()
  return paths.flatMap((path): PropertyChange[] => {
    const [from, to] = [before[path], after[path]]
    const secret = holds(from, isSecret) || holds(to, isSecret)
    if (!secret && JSON.stringify(masked(from)) === JSON.stringify(masked(to))) return []
    // Two secrets can't be compared by what is shown of them: a change is only known where one side is none.
    if (secret && from !== undefined && to !== undefined && JSON.stringify(from) === JSON.stringify(to)) return []
    const unknown = holds(to, value => value === unknownValue)
    return [{
      path,
      ...(from === undefined || secret ? {} : { before: shown(from) }),
      ...(to === undefined || secret || unknown ? {} : { after: shown(to) }),
      ...(unknown ? { unknown } : {}), ...(secret ? { secret } : {}), ...(replacing.has(path) ? { replaces: true } : {}),
    }]
  })
}

function holds(value: unknown, test: (value: unknown) => boolean): boolean {
  if (test(value)) return true
  return typeof value === 'object' && value !== null && Object.values(value).some(part => holds(part, test))
}

const shown = (value: unknown): string => typeof value === 'string' ? value : JSON.stringify(masked(value))

function cut(property: PropertyChange): PropertyChange {
  const short = (text: string) => text.length <= 2000 ? text : `${excerpt(text, 1980)} (${text.length})`
  return {
    ...property, path: excerpt(property.path, 512),
    ...(property.before === undefined ? {} : { before: short(property.before) }),
    ...(property.after === undefined ? {} : { after: short(property.after) }),
  }
}

function count(changes: readonly Change[], same: number): Counts {
  const of = (operation: ChangeOperation) => changes.filter(change => change.operation === operation).length
  const [create, update, replace, gone] = [of('create'), of('update'), of('replace'), of('delete')]
  return { create, update, replace, delete: gone, same, other: changes.length - create - update - replace - gone }
}
