import type { Landscape, Place } from '../landscape.ts'
import { isManaged, nameOf, shortId, shortKind, stackOf } from '../landscape.ts'
import type { Memory } from './index.ts'
import type { Lesson } from './learned.ts'

/** Something worth doing, as an order to send, with why and where that comes from. It is never done by itself. */
export interface Suggestion extends Lesson { readonly order: string }

/** Drift of one property, each time that somebody looked. */
export interface Sighting { readonly target: string, readonly resource: string, readonly path: string, readonly at: string }

/** What memory and inventory suggest for these targets, the surest first. Pure: the same facts suggest the same. */
export function suggested(memories: readonly Memory[], { places }: Landscape, sightings: readonly Sighting[]): Suggestion[] {
  const open = places.filter(({ target, inventory }) => inventory !== undefined && target.mode !== 'read-only')
  const better = open.flatMap((place) => didWell(memories, place, places))
  return [...better, ...open.flatMap(drifting(sightings)), ...open.flatMap(unused)].slice(0, 6)
}

/** A setting that another stack of the same program has had since a change that went well, and was never taken back. */
function didWell(memories: readonly Memory[], place: Place, places: readonly Place[]): Suggestion[] {
  const [project] = stackOf(place.target.id)
  return places.filter((each) => each !== place && stackOf(each.target.id)[0] === project).flatMap((like) =>
    (like.inventory?.settings ?? []).flatMap((setting): Suggestion[] => {
      const own = place.inventory?.settings.find(({ key }) => key === setting.key)
      if (!own || setting.secret || setting.value === undefined || setting.value === (own.value ?? own.default)) return []
      const runs = memories.filter(({ target, state, steps, run }) => target === like.target.id && state === 'succeeded' && run !== undefined
        && steps.some((step) => step.operation === 'set-config' && step.parameters.key === setting.key && step.parameters.value === setting.value))
      return runs.length === 0 ? [] : [{
        order: `set ${setting.key} to ${JSON.stringify(setting.value)} in ${shortId(place.target.id)}`,
        text: `${shortId(like.target.id)} has had ${nameOf(setting.key)} ${String(setting.value)} since it was set there and went well; ${shortId(place.target.id)} has ${String(own.value ?? own.default)}`,
        runs: runs.flatMap(({ run }) => run ?? []).slice(0, 3),
      }]
    }))
}

/** A drift that was seen three times: it comes back, so either the program or whoever changes it past the program is wrong. */
const drifting = (sightings: readonly Sighting[]) => ({ target }: Place): Suggestion[] => {
  const counted = new Map<string, Sighting[]>()
  for (const sighting of sightings.filter((each) => each.target === target.id)) {
    const key = `${sighting.resource} ${sighting.path}`
    counted.set(key, [...counted.get(key) ?? [], sighting])
  }
  return [...counted].filter(([, seen]) => seen.length >= 3).map(([key, seen]) => ({
    order: `refresh ${shortId(target.id)}`, runs: [],
    text: `${key} was found otherwise than the state says ${seen.length} times, last on ${seen[0]?.at.slice(0, 10) ?? ''}: something changes it past the program`,
  }))
}

/** A resource that nothing uses, where everything else of its kind is used. */
function unused({ target, inventory }: Place): Suggestion[] {
  const resources = (inventory?.resources ?? []).filter(isManaged)
  const used = new Set(resources.flatMap(({ dependsOn }) => dependsOn))
  return resources.filter((one) => !used.has(one.id)).flatMap((one): Suggestion[] => {
    const likes = resources.filter((each) => each !== one && each.kind === one.kind)
    if (likes.length === 0 || !likes.every((each) => used.has(each.id))) return []
    return [{
      order: `what would happen if I delete ${one.name} in ${shortId(target.id)}?`, runs: [],
      text: `Nothing in ${shortId(target.id)} uses the ${shortKind(one.kind).toLowerCase()} ${one.name}, and every other one is used`,
    }]
  })
}
