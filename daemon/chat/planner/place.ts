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
  const text = ` ${words.toLowerCase().replace(/[^\p{L}\p{N}_./:-]+/gu, ' ')} `
  const named = places.filter(
    ({ target }) => text.includes(` ${target.id.toLowerCase()} `) || text.includes(` ${shortId(target.id).toLowerCase()} `)
  )
  if (named.length === 1 && named[0]) return { kind: 'place', place: named[0], said: true }
  const byStack = places.filter(({ target }) => {
    const stack = stackOf(target.id).at(-1)?.toLowerCase() ?? ''
    return (ENVIRONMENTS[stack] ?? [stack]).some((word) => text.includes(` ${word} `))
  })
  if (byStack.length > 0) {
    const projects = byStack.filter(({ target }) => text.includes(` ${stackOf(target.id)[0]?.toLowerCase() ?? ''} `))
    const found = projects.length > 0 ? projects : byStack
    return found.length === 1 && found[0] ? { kind: 'place', place: found[0], said: true } : { kind: 'several', places: found }
  }
  const looked = subject === undefined ? [] : places.filter((place) => showsStack(subject, place) || resourcesOf(place, subject).length > 0)
  const byProject = places.filter(({ target }) => text.includes(` ${stackOf(target.id)[0]?.toLowerCase() ?? ''} `))
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
  const text = ` ${words.toLowerCase().replace(/[^\p{L}\p{N}_./:-]+/gu, ' ').replace(/[.:](?= )/g, '')} `
  return places.filter(({ target }) => {
    const stack = stackOf(target.id).at(-1)?.toLowerCase() ?? ''
    // "which sites are live?" names no stack
    const called = (ENVIRONMENTS[stack] ?? [stack]).filter((name) => name === stack || !['live', 'test', 'testing', 'stage'].includes(name))
    return [target.id.toLowerCase(), shortId(target.id).toLowerCase(), ...called].some((name) => text.includes(` ${name} `))
  })
}

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
