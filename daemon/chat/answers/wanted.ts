import type { Resource } from '../../simulator-contract.ts'
import { isManaged, shortKind, stackOf } from '../landscape.ts'
import type { Place } from '../landscape.ts'
import { looksLikeWord } from '../optimize/words.ts'
import { canonicalWord } from '../planner/setting.ts'

/** A comparison that a question puts to a property: "more than one replica". */
export interface Condition { readonly property: string, readonly words: string, holds(value: unknown): boolean }

/** The part of what exists that a question is about, read from its words against what there is. */
export interface Wanted {
  /** Kinds as programs call them: Site. */
  readonly kinds: ReadonlySet<string>
  readonly names: ReadonlySet<string>
  /** Properties that were asked for by name. */
  readonly properties: readonly string[]
  readonly condition?: Condition
}

/** Which kinds, names and properties of `places` the words of a question speak of. */
export function wantedOf(text: string, places: readonly Place[]): Wanted {
  const resources = places.flatMap(({ inventory }) => (inventory?.resources ?? []).filter(isManaged))
  const words = text.toLowerCase().split(/[^\p{L}\p{N}_-]+/u).map((word) => word.replace(/'s$/, ''))
  const said = new Set(words.flatMap((word) => ELSEWHERE.has(word) ? [word] : [word, singular(word), canonicalWord(word)]))
  const kinds = new Set(resources.map(({ kind }) => shortKind(kind)).filter((kind) => said.has(kind.toLowerCase())))
  const all = [...new Set(resources.flatMap(({ properties }) => Object.keys(properties)))].filter((name) => !name.startsWith('__') && name !== 'name')
  const properties = all.filter((property) => [property.toLowerCase(), singular(property.toLowerCase())].some((word) => said.has(word))
    && !kinds.has(capital(property)))
  // "How many replicas does the shop have?": a route is called like the whole, and has none.
  const projects = new Set(places.map(({ target }) => stackOf(target.id)[0]?.toLowerCase()))
  const called = resources.filter(({ name }) => words.includes(name.toLowerCase()))
  const names = new Set(called.filter(({ name, properties: has }) => !projects.has(name.toLowerCase()) || properties.length === 0
    || properties.some((property) => property in has)).map(({ name }) => name))
  const condition = conditionOf(text, properties)
  return { kinds, names, properties, ...(condition && { condition }) }
}

/** Things of other services: whoever asks for them doesn't mean a property here that is much the same. */
const ELSEWHERE = new Set(['pod', 'pods', 'node', 'nodes', 'instance', 'instances', 'class', 'plan', 'plans', 'lock'])

/** A name that stands before a kind and that nothing has: "the payments database". */
export function unknownName(text: string, { kinds, names }: Wanted, known: readonly string[]): string | undefined {
  if (names.size > 0) return undefined
  for (const kind of kinds) {
    const found = new RegExp(`\\b(?:the|our|my|this)\\s+([a-z][\\w-]{2,60})\\s+${kind}s?\\b`, 'i').exec(text)?.[1]
    if (found !== undefined && !looksLikeWord(found.toLowerCase()) && !known.includes(found.toLowerCase())) return found
  }
  return undefined
}

/** Whether a resource is among what was asked for. */
export function fits(resource: Resource, { kinds, names, properties, condition }: Wanted): boolean {
  if (names.size > 0 && !names.has(resource.name)) return false
  if (kinds.size > 0 && !kinds.has(shortKind(resource.kind))) return false
  if (properties.length > 0 && !properties.some((property) => property in resource.properties)) return false
  return condition === undefined || condition.holds(resource.properties[condition.property])
}

const NUMBERS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']
const COMPARED = new RegExp(`\\b(more than|over|above|fewer than|less than|under|below|at least|at most|exactly|with|has|have)\\s+(?:only\\s+|just\\s+)?(\\d{1,9}|${NUMBERS.join('|')})\\b`, 'i')

function conditionOf(text: string, properties: readonly string[]): Condition | undefined {
  const [property] = properties
  const found = COMPARED.exec(text)
  if (property === undefined || found === null) return undefined
  const [words, comparison = '', given = ''] = found
  const number = NUMBERS.includes(given.toLowerCase()) ? NUMBERS.indexOf(given.toLowerCase()) : Number(given)
  const holds = (value: unknown): boolean => {
    if (typeof value !== 'number') return false
    if (/more|over|above/i.test(comparison)) return value > number
    if (/fewer|less|under|below/i.test(comparison)) return value < number
    if (/least/i.test(comparison)) return value >= number
    if (/most/i.test(comparison)) return value <= number
    return value === number
  }
  return { property, words: `${words.toLowerCase().replace(/^(?:with|has|have) /, '')} ${property}`, holds }
}

/** "databases" → "database", "replicas" → "replica"; English plurals as names of kinds have them. */
const singular = (word: string): string => word.endsWith('ies') ? `${word.slice(0, -3)}y` : word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)
