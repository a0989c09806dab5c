import { stackOf, shortId } from '../landscape.ts'
import type { Landscape, Place } from '../landscape.ts'
import type { Subject } from '../../../shared/plan.ts'

/** Other words for a stack, by its name. */
export const ENVIRONMENTS: Readonly<Record<string, readonly string[]>> = {
  dev: [
    'dev', 'development', 'develop',
  ], prod: ['prod', 'production', 'live'], production: ['prod', 'production', 'live'], staging: ['staging', 'stage', 'stg'], development: ['dev', 'development'], test: ['test', 'testing'],
}

export type Placed =
  | { readonly kind: 'place', readonly place: Place, readonly said: true }
  | { readonly kind: 'place', readonly place: Place, readonly said: false, readonly why: string }
  | { readonly kind: 'several', readonly places: readonly Place[] }
  | { readonly kind: 'none' }

/**
 * The target that a message is about: named (`shop/prod`, "production"), else the page's, else the one that the conversation was about,
 * else the only one, else the only one that may be changed. `said` tells whether the person named it.
 */
export function placeOf(words: string, landscape: Landscape, subject: Subject | undefined, last: string | undefined): Placed {
  const { places } = landscape
  const says = saying(words)
  const named = places.filter((place) => idsOf(place).some(says))
  if (named.length === 1 && named[0]) return { kind: 'place', place: named[0], said: true }
  const byStack = places.filter((place) => stackNamesOf(place).some(says))
  if (byStack.length > 0) {
    const projects = byStack.filter((place) => says(projectOf(place)))
    const found = projects.length > 0 ? projects : byStack
    return found.length === 1 && found[0] ? { kind: 'place', place: found[0], said: true } : { kind: 'several', places: found }
  }
  const looked = subject === undefined ? [] : places.filter((place) => showsStack(subject, place) || resourcesOf(place, subject).length > 0)
  const byProject = places.filter((place) => says(projectOf(place)))
  const candidates = looked.length > 0 ? looked : byProject.length > 0 ? byProject : places
  const before = candidates.find(({ target }) => target.id === last)
  if (before) return { kind: 'place', place: before, said: false, why: looked.includes(before) ? PAGE : 'what was spoken of before' }
  const [only, second] = candidates
  if (only && !second) return { kind: 'place', place: only, said: false, why: looked.length > 0 ? PAGE : 'the only one that there is' }
  const changeable = candidates.filter(({ target }) => target.mode !== 'read-only')
  if (changeable.length === 1 && changeable[0]) return { kind: 'place', place: changeable[0], said: false, why: 'the only one that may be changed' }
  return candidates.length === 0 ? { kind: 'none' } : { kind: 'several', places: changeable.length > 0 ? changeable : candidates }
}

/** Every target that the words name, by its id, its short name, its stack or another word for that stack. */
export function placesSaid(words: string, { places }: Landscape): Place[] {
  const says = saying(words)
  // "which sites are live?" names no stack
  const called = (place: Place): string[] => stackNamesOf(place).filter((name) => name === stackNameOf(place) || !NOT_ALONE.has(name))
  return places.filter((place) => [...idsOf(place), ...called(place)].some(says))
}

/** Whether the words hold a name, as a word of its own; a full stop behind it is none of it. */
function saying(words: string): (name: string) => boolean {
  const text = ` ${words.toLowerCase().replace(/[^\p{L}\p{N}_./:-]+/gu, ' ')} `.replace(/[.:]+(?= )/g, '')
  return (name) => text.includes(` ${name} `)
}
const idsOf = ({ target }: Place): string[] => [target.id.toLowerCase(), shortId(target.id).toLowerCase()]
const stackNameOf = ({ target }: Place): string => stackOf(target.id).at(-1)?.toLowerCase() ?? ''
const stackNamesOf = (place: Place): readonly string[] => ENVIRONMENTS[stackNameOf(place)] ?? [stackNameOf(place)]
const projectOf = ({ target }: Place): string => stackOf(target.id)[0]?.toLowerCase() ?? ''
/** Other words for a stack that are everyday words too. */
const NOT_ALONE = new Set(['live', 'test', 'testing', 'stage'])

const PAGE = 'the page that you look at'
const showsStack = ({ provider, service, id }: Subject, { target }: Place): boolean =>
  provider === 'pulumi' && [service, id].includes(shortId(target.id))

/** The resources of a place that a page shows: by the provider's own id, else by kind and name. */
export function resourcesOf({ inventory }: Place, subject: Subject) {
  const resources = inventory?.resources ?? []
  const exact = resources.filter((resource) => resource.physicalId === subject.id || resource.id === subject.id)
  if (exact.length > 0) return exact
  const id = subject.id.toLowerCase()
  return resources.filter((resource) => (resource.name.toLowerCase() === id || String(resource.properties.name ?? '').toLowerCase() === id || String(resource.properties.path ?? '').toLowerCase() === id)
    && resource.kind.toLowerCase().includes(subject.kind.toLowerCase().replace(/s$/, '')))
}
