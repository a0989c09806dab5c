import type { Change, RiskFactor } from '../../../shared/plan.ts'
import { canonical, digestOf } from '../../../shared/canonical.ts'
import { excerpt, someOf } from '../../../shared/excerpt.ts'
import { masked } from '../../engine/index.ts'
import type { Checkpoint, StateResource } from '../../engine/index.ts'
import type { Bench } from './bench.ts'
import { changesOf, kindOf, nameOf } from './changes.ts'
import { refusal } from './preview.ts'
import type { Project } from './project.ts'

/** What the things that a run would touch really are, read at their provider. */
export interface Live {
  /** SHA-256 over every difference from the state, which is bound by itself: with another state or another thing it is another one. */
  readonly digest: string
  /** Each thing as it is there, for the person and for the record; `null` where it is not there any more. */
  readonly found: Readonly<Record<string, { kind: string, id: string, properties: Readonly<Record<string, unknown>> } | null>>
  /** What the person should know before they approve: where the record is wrong, an undo goes back to the record. */
  readonly concerns: readonly RiskFactor[]
  /** The same of things that a run has touched, in words: what each has that the record doesn't say, and what could not be read. */
  readonly otherwise: readonly string[]
}

/** One command has one line: a run that touches more has everything read. */
const mostNamed = 500

/**
 * Reads what `changes` touch, by a refresh that writes nothing. Only what the program sets counts, and whether a thing is there: a
 * counter or a time that a provider adds is another one at each look. Things that are made new have nothing to be read.
 *
 * @returns undefined where nothing that exists is touched
 * @throws CountersignError `stopped`
 */
export async function readLive(
  bench: Bench, project: Project, changes: readonly Pick<Change, 'id'>[], { resources }: Checkpoint, signal?: AbortSignal,
): Promise<Live | undefined> {
  const known = new Map(resources.filter(one => one.custom === true && one.delete !== true).map(one => [one.urn, one]))
  const touched = [...new Set(changes.map(({ id }) => id))].filter(id => known.has(id))
  if (touched.length === 0) return undefined
  const { events, failure } = await bench.operate('preview-refresh', { signal, ...(touched.length <= mostNamed && { targets: touched }) })
  if (failure?.code === 'stopped') throw refusal(project, failure)
  const differences = new Map(changesOf(events, resources, true).changes.map(change => [change.id, change]))
  const read = new Map(events.flatMap(event => event.kind === 'end' ? [[event.step.urn, event.step.new] as const] : []))
  const all = touched.toSorted().flatMap(urn => {
    const state = known.get(urn)
    if (state === undefined) return []
    return [{ urn, state, difference: asSet(differences.get(urn), state), read: read.has(urn) && failure === undefined }]
  })
  const differing = all.flatMap(({ urn, difference }) => difference === undefined ? [] : [{ text: words(nameOf(urn), difference), gone: difference.operation === 'delete' }])
  const open = unread(all.filter(one => !one.read).map(({ urn }) => nameOf(urn)), failure?.message)
  return {
    digest: digestOf(canonical(all.map(({ urn, difference, read: seen }) => [
      urn, seen ? 'read' : 'unread', difference?.operation ?? 'same',
      (difference?.properties ?? []).map(({ path, before = null, after = null, secret = false }) => [path, before, after, secret]),
    ]))),
    found: Object.fromEntries(all.filter(one => one.read).map(({ urn, state, difference }) =>
      [urn, difference?.operation === 'delete' ? null : described(state, read.get(urn)?.outputs)])),
    concerns: [
      ...differing.map(({ text, gone }): RiskFactor => gone
        ? { level: 'high', text } : { level: 'medium', text: excerpt(`${text}; an undo would go back to the record`, 300) }),
      ...open.map((text): RiskFactor => ({ level: 'medium', text })),
    ],
    otherwise: [...differing.map(({ text }) => text), ...open],
  }
}

/** A difference in what the program sets, or in whether the thing is there at all. */
function asSet(difference: Change | undefined, { inputs = {} }: StateResource): Change | undefined {
  if (difference === undefined || difference.operation === 'delete') return difference
  const properties = difference.properties.filter(({ path }) => path in inputs)
  return properties.length === 0 ? undefined : { ...difference, properties }
}

/** What the program sets, as the provider has it. */
function described({ type, id = '', inputs = {}, outputs: last = {} }: StateResource, outputs: Readonly<Record<string, unknown>> = last) {
  const set = Object.entries(outputs).filter(([path]) => path in inputs && !path.startsWith('__'))
  return { kind: kindOf(type), id, properties: masked(Object.fromEntries(set)) as Readonly<Record<string, unknown>> }
}

function words(name: string, { operation, properties }: Change): string {
  if (operation === 'delete') return excerpt(`${name} is not there any more, though the record has it`, 300)
  const told = properties.slice(0, 3).map(({ path, before = 'nothing', after = 'nothing', secret }) =>
    secret ? `another ${path}` : `${path} ${excerpt(after, 60)} (the record says ${excerpt(before, 60)})`)
  const more = properties.length > told.length ? ` and ${properties.length - told.length} more` : ''
  return excerpt(`${name} has ${told.join(', ')}${more} at its provider`, 260)
}

function unread(names: readonly string[], why = 'the engine says nothing of it'): string[] {
  if (names.length === 0) return []
  return [excerpt(`What ${excerpt(someOf(names, 3), 120)} really is could not be read: ${why.split('\n')[0] ?? ''}`, 300)]
}
