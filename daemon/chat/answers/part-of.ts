import type { Part } from '../../../shared/wire.ts'
import type { Resource, Setting } from '../../simulator-contract.ts'
import { isManaged, nameOf, shortId, shortKind } from '../landscape.ts'
import type { Place } from '../landscape.ts'
import { code, paragraph, plural, said, source, strong, table } from './parts.ts'
import { facts } from './places.ts'
import { fits } from './wanted.ts'
import type { Wanted } from './wanted.ts'

/**
 * "List all sites", "which sites have more than one replica?", "what is the tier of the database?": the part of what exists that was asked
 * for, with its stack. Undefined where the words narrow nothing, or name one thing and ask nothing of it.
 */
export function partOf(wanted: Wanted, places: readonly Place[]): Part[] | undefined {
  const { kinds, names, properties, condition } = wanted
  if (kinds.size === 0 && properties.length === 0) return undefined
  const all = places.flatMap((place) => (place.inventory?.resources ?? []).filter(isManaged).map((resource) => ({ place, resource })))
  const found = all.filter(({ resource }) => fits(resource, wanted))
  const things = kinds.size === 1 ? [...kinds][0]?.toLowerCase() ?? 'resource' : 'resource'
  const where = places.map(({ target }) => shortId(target.id)).join(', ')
  const called = names.size > 0 ? ` called ${[...names].map((name) => said(name, 80)).join(' or ')}` : ''
  const that = `${called}${condition ? ` with ${condition.words}` : ''}`
  const count = found.length === 0 ? `There is no ${things}${that} in ${where}.` : `${plural(found.length, things)}${that} in ${where}:`
  const asked = properties.slice(0, 6)
  const mixed = kinds.size !== 1
  return [
    paragraph(count),
    ...(found.length === 0 ? [] : [table(
      ['Name', ...mixed ? ['Kind'] : [], ...places.length > 1 ? ['Stack'] : [], ...asked.length > 0 ? asked : ['What is set']],
      found.map(({ place, resource }) => [
        strong(said(resource.name, 80)), ...mixed ? [shortKind(resource.kind)] : [], ...places.length > 1 ? [shortId(place.target.id)] : [],
        ...asked.length > 0 ? asked.map((property) => valueOf(resource, property)) : [facts(resource)],
      ]),
    )]),
    source(`Read from the state of ${plural(places.length, 'stack')} · no change made`),
  ]
}

const valueOf = (resource: Resource, property: string): string => property in resource.properties ? said(resource.properties[property] ?? '', 120) : '–'

/** "Compare dev and prod": the settings in which two stacks differ, and what only one of them has. */
export function compared([one, other]: readonly [Place, Place]): Part[] {
  const unread = [one, other].find(({ inventory }) => inventory === undefined)
  if (unread || !one.inventory || !other.inventory) return [paragraph(`${shortId((unread ?? one).target.id)} could not be read: ${said(unread?.problem ?? '')}`)]
  const theirs = new Map(other.inventory.settings.map((setting) => [setting.key, setting]))
  const shown = (setting: Setting): string => setting.value === undefined ? `${said(setting.default ?? '')} (default)` : said(setting.value)
  const settings = one.inventory.settings.flatMap((setting) => {
    const twin = theirs.get(setting.key)
    // of a secret nothing is known here, not even whether it is the same
    if (twin === undefined || setting.secret || String(setting.value ?? setting.default) === String(twin.value ?? twin.default)) return []
    return [[code(nameOf(setting.key)), shown(setting), shown(twin)]]
  })
  const names = ({ inventory }: Place): string[] => (inventory?.resources ?? []).filter(isManaged).map(({ name, kind }) => `${said(name, 80)} (${shortKind(kind)})`)
  const only = (these: string[], those: string[]): string[] => these.filter((name) => !those.includes(name))
  const [left, right] = [only(names(one), names(other)), only(names(other), names(one))]
  const [a, b] = [shortId(one.target.id), shortId(other.target.id)]
  return [
    paragraph(settings.length === 0 ? `${a} and ${b} have the same settings.` : `${a} and ${b} differ in ${plural(settings.length, 'setting')}:`),
    ...(settings.length === 0 ? [] : [table(['Setting', a, b], settings)]),
    ...left.length === 0 ? [] : [paragraph(`Only in ${a}: ${left.slice(0, 30).join(', ')}.`)],
    ...right.length === 0 ? [] : [paragraph(`Only in ${b}: ${right.slice(0, 30).join(', ')}.`)],
    source('Read from the state and the settings of 2 stacks · no change made'),
  ]
}
