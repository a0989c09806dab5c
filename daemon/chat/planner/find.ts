import { excerpt } from '../../../shared/excerpt.ts'
import type { Filled } from '../../../shared/wire.ts'
import type { Setting } from '../../simulator-contract.ts'
import { editDistance } from '../classify/language/spelling.ts'
import { nameOf, shortId, shortKind, stackOf } from '../landscape.ts'
import type { Landscape, Place } from '../landscape.ts'
import type { Circumstances, Planned } from './index.ts'
import type { Order, Wanted } from './order.ts'
import { canonicalWord, fit, meaningful, score, wanted } from './setting.ts'

/** `shop:replicas`: a project's name, a colon, a setting's name. */
const WHOLE_KEY = /(?<![\w./:-])[A-Za-z][\w-]*:[A-Za-z][\w.-]*(?![\w/:])/

type Found = { readonly setting: Setting, readonly value: string | number | boolean, readonly filled: readonly Filled[] } | Exclude<Planned, { kind: 'steps' }>

/** The setting that an order is about, with the value that it wants, as that setting takes it. */
export function settingOf(given: Order, place: Place, { understood, landscape }: Circumstances): Found {
  const settings = place.inventory?.settings ?? []
  const order = withText(given, place)
  const candidates = ranked(order, place, order.wanted)
  // A whole key was typed, as `pulumi config` has it: then it is that one or none, never one that sounds like it.
  const key = WHOLE_KEY.exec(order.words)?.[0]
  if (key !== undefined && !settings.some((each) => each.key === key)) return unknown({ ...order, words: key }, place, candidates)
  const words = meaningful(order.words).filter((word) => !namesPlace(word, place))
  const isKnown = order.operation === 'scale' ? knownIn(place) : () => true
  const stranger = words.find((word) => !isKnown(word))
  if (stranger !== undefined) return unknown({ ...order, words: stranger }, place, candidates)
  let best = candidates[0]
  const before = understood[0]?.settings.map(({ key }) => settings.find((each) => each.key === key)).find((each) => each !== undefined)
  // "make it five", "make it five copies": a value and no other name. The setting is the one that was spoken of; "set replicas to five"
  // names one of its own, whatever was spoken of before.
  const spokenOf = before && new Set(meaningful(nameOf(before.key)))
  const pointsBack = words.length === 0 || (/\b(?:it|that|them|those|this|these)\b/i.test(order.text) && words.every((word) => spokenOf?.has(word)))
  // "scale prod to 4" after a word about a switch: what can't take the value was not spoken of.
  const fitting = best !== undefined && best.fits && best.points > 0
  const back = before !== undefined && pointsBack && order.wanted !== undefined
    && !(fitting && order.wanted.kind === 'value' && fit(before, order.wanted.value).kind === 'wrong')
  if (back) best = { setting: before, points: 9, fits: true }
  if (best === undefined || best.points <= 0 || order.wanted === undefined) {
    if (order.wanted === undefined && best && best.points > 0) return whatShould(best.setting, place)
    return unknown(order, place, candidates)
  }
  const second = candidates[1]
  if (second && best.fits && second.fits && best.points - second.points < 0.75 && best.points < 9) {
    const said = order.wanted.kind === 'value' ? spelt(order.wanted.value) : order.text
    return {
      kind: 'question', question: 'Which setting do you mean?',
      options: candidates.filter((each) => each.fits && best.points - each.points < 0.75).slice(0, 4).map(
        ({ setting }) => ({ label: setting.key, text: `set ${setting.key} to ${said} in ${shortId(place.target.id)}` })
      ),
    }
  }
  const value = valueFor(order.wanted, best.setting, landscape, place)
  if (value === undefined) return {
    kind: 'unreadable', why: `I can't tell what ${best.setting.key} should become; it takes ${wanted(best.setting)}${now(best.setting)}.`
  }
  // "remove the banner", "turn the banner off": a text that is taken away is an empty one; one that is put there has to be said.
  const text = best.setting.type === 'string' && best.setting.choices === undefined
  if (text && value === true) return whatShould(best.setting, place)
  const empty = text && value === false
  const found = fit(best.setting, empty ? '' : value)
  if (found.kind === 'wrong') return {
    kind: 'unreadable',
    why: `${best.setting.key} takes ${found.wanted}, and ${JSON.stringify(value)} is not.${now(best.setting, ' It is ')}`,
  }
  const filled: Filled[] = []
  if (back) filled.push({ said: /\b(?:it|that|them|those|this|these)\b/i.exec(order.text)?.[0] ?? '', meant: best.setting.key, from: 'what was spoken of before' })
  const joined = nameOf(best.setting.key).toLowerCase()
  const slip = order.text.split(/[^\p{L}\p{N}]+/u).find((word) => word.length > 6 && word.toLowerCase() !== joined && editDistance(word.toLowerCase(), joined, 2) <= 2)
  if (!back && slip !== undefined) filled.push({ said: slip, meant: best.setting.key, from: 'the nearest name that exists' })
  if (order.wanted.kind !== 'value') filled.push(reckoned(order.wanted, best.setting, found.value))
  return { setting: best.setting, value: found.value, filled }
}

/** A value that was reckoned from another: from the one that is set, or from another stack's. */
function reckoned(asked: Exclude<Wanted, { kind: 'value' }>, { key, value, default: usual }: Setting, meant: string | number | boolean): Filled {
  const said = asked.kind === 'as' ? `same as ${asked.stack}` : asked.kind === 'step' ? (asked.up ? 'bigger' : 'smaller') : asked.words
  return { said, meant: `${key} ${show(meant)}`, from: asked.kind === 'as' ? `what ${asked.stack} has` : `what is set now, ${show(value ?? usual)}` }
}

/** Tells whether this place has a word of an order to scale: scaling "docs" where there is none must not become scaling what there is. */
function knownIn({ inventory }: Place): (word: string) => boolean {
  const has = [
    ...(inventory?.settings ?? []).flatMap(({ key, description }) => [...meaningful(nameOf(key)), ...meaningful(description ?? ''), canonicalWord(nameOf(key).toLowerCase())]),
    ...(inventory?.resources ?? []).flatMap(({ name, kind }) => [...meaningful(name), ...meaningful(shortKind(kind))]), ...GENERIC,
  ]
  return (word) => word.endsWith('ly') || has.some(
    (each) => each === word || each === word.replace(/s$/, '') || (word.length > 4 && editDistance(word, each, 2) <= (word.length > 8 ? 2 : 1)),
  )
}
/** What people call the whole, or put beside a number. */
const GENERIC = ['shop', 'site', 'web', 'app', 'application', 'service', 'deployment', 'website', 'server', 'everything', 'we', 'you', 'should', 'could', 'would', 'can', 'will', 'us', 'me', 'so', 'then', 'total', 'each', 'both', 'all', 'again', 'least', 'most', 'max', 'min', 'maximum', 'minimum']

export interface Candidate { readonly setting: Setting, readonly points: number, readonly fits: boolean }

/** Settings by how well the order's words name them; those that can't take the value count less. */
export function ranked(order: Order, place: Place, asked: Wanted | undefined): Candidate[] {
  const known = new Set(
    [
      ...stackOf(place.target.id).map(canonicalWord),
      ...(place.inventory?.resources ?? []).map((resource) => canonicalWord(resource.name.toLowerCase())), 'shop', 'site', 'web', 'app',
      'service', 'deployment', 'website', 'production', 'development',
    ]
  )
  const numeric = asked?.kind === 'relative' || (asked?.kind === 'value' && typeof asked.value === 'number')
  return (place.inventory?.settings ?? []).map((setting): Candidate => {
    const emptied = asked?.kind === 'value' && asked.value === false && order.operation === 'delete'
    if (order.words.includes(setting.key)) return { setting, points: 10, fits: true }
    const words = new Set(meaningful(order.words))
    // "delete cart-old" and "keep cart-old" speak of whether it is kept.
    if (setting.type === 'boolean' && order.operation === 'delete' && [...words].length > 0) words.add('keep')
    // "scale the cart to 3": what is scaled by a number is a number of copies, unless a setting says otherwise by name.
    if ((numeric || asked === undefined) && order.operation === 'scale' && setting.type === 'integer') words.add('replicas')
    const takes = asked === undefined || (
      asked.kind === 'value' ? fit(setting, emptied ? '' : asked.value).kind === 'fits'
      && (
        typeof asked.value !== 'number' || setting.type === 'integer' || setting.type === 'number'
      ) : asked.kind === 'relative' ? setting.type === 'integer'
      || setting.type === 'number' : asked.kind === 'step' ? isOrdered(setting) : true
    )
    const exact = meaningful(nameOf(setting.key)).every((word) => words.has(word))
    return {
      setting,
      points: score(setting, words, known) - (takes ? 0 : exact ? 0.5 : 3) + (takes && asked?.kind === 'value' && setting.choices ? 1 : 0),
      fits: takes,
    }
  }).sort((a, b) => b.points - a.points)
}

/** Choices that are sizes can be stepped through; encodings can't. */
const isOrdered = (setting: Setting): boolean => setting.choices === undefined ? setting.type === 'integer' : setting.choices.some(
  (each) => /^(?:x?small|medium|x?large|basic|standard|premium)$/i.test(each)
)

/** The value that an order wants of a setting; undefined where that can't be told. */
export function valueFor(asked: Wanted, setting: Setting, landscape: Landscape, place: Place): string | number | boolean | undefined {
  const current = setting.value ?? setting.default
  switch (asked.kind) {
    case 'value': return asked.value
    case 'relative': return typeof current === 'number' ? asked.change(current) : undefined
    case 'step': {
      if (typeof current === 'number') return current + (asked.up ? 1 : -1)
      const at = setting.choices?.indexOf(String(current)) ?? -1
      return at < 0 ? undefined : setting.choices?.[at + (asked.up ? 1 : -1)]
    }
    case 'as': {
      const other = landscape.places.find(
        (each) => each !== place
        && shortId(each.target.id).toLowerCase().split('/').includes(asked.stack.toLowerCase().split('/').at(-1) ?? '')
      )
      const twin = other?.inventory?.settings.find((each) => each.key === setting.key)
      return twin?.value ?? twin?.default
    }
  }
}

/** A text of several words needs no quotes where the words before it name a setting that takes one: "set the banner to Sale today". */
function withText(order: Order, place: Place): Order {
  const found = /^(.*?)(?:\s(?:to say|to|says?|as)|\s?=)\s+([^"'`]+\s[^"'`]+)$/is.exec(order.text.replace(/[.!]+$/, ''))
  const [, lead = '', rest = ''] = found ?? []
  if (!found || order.wanted?.kind === 'relative') return order
  const value = rest.replace(new RegExp(`\\s+(?:in|on|for)\\s+(?:the\\s+)?(?:${[shortId(place.target.id), ...stackOf(place.target.id)].map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})(?:\\s+stack)?$`, 'i'), '').trim()
  const named: Order = { ...order, words: lead, wanted: { kind: 'value', value } }
  const best = ranked(named, place, undefined)[0]
  if (!/\s/.test(value) || best === undefined || best.points <= 0 || best.setting.type !== 'string' || best.setting.choices !== undefined) return order
  return named
}

/** Asks for the value; a text can be anything, so for that there is no button, only how to say it. */
function whatShould(setting: Setting, place: Place): Exclude<Planned, { kind: 'steps' }> {
  const question = `What should ${setting.key} be? It takes ${wanted(setting)}${now(setting)}.`
  if (setting.type === 'string' && setting.choices === undefined) return {
    kind: 'unreadable', why: `${question} Say it in quotes: set ${nameOf(setting.key)} to "…".`,
  }
  return { kind: 'question', question, options: examples(setting, place) }
}

function unknown(order: Order, place: Place, candidates: readonly Candidate[]): Exclude<Planned, { kind: 'steps' }> {
  const near = candidates.filter((each) => each.points > -1).slice(0, 3)
  const given = order.wanted?.kind === 'value' ? String(order.wanted.value) : undefined
  const words = excerpt(order.words.trim(), 60)
  if (near.length === 0 || given === undefined || given === 'true' || given === 'false') {
    const keys = (place.inventory?.settings ?? []).map((setting) => setting.key)
    return {
      kind: 'unreadable',
      why: `${shortId(place.target.id)} has no setting for "${words}". What its program lets you set: ${keys.slice(0, 12).join(', ') || 'nothing'}.`,
    }
  }
  return {
    kind: 'question', question: `There is no setting "${words}" in ${shortId(place.target.id)}. Did you mean one of these?`,
    options: near.map(({ setting }) => ({ label: setting.key, text: `set ${setting.key} to ${spelt(given)} in ${shortId(place.target.id)}` })),
  }
}

const examples = (setting: Setting, place: Place): { label: string, text: string }[] => {
  const values = setting.choices ?? (
    setting.type === 'boolean' ? ['on', 'off'] : typeof setting.value === 'number' ? [
      setting.value + 1, Math.max(setting.minimum ?? 0, setting.value - 1),
    ] : [setting.minimum ?? 1]
  )
  return values.slice(0, 4).map(
    (value) => ({ label: String(value), text: `set ${setting.key} to ${value} in ${shortId(place.target.id)}` })
  )
}
/** A value in an order of ours: what was said in quotes stays in them, else its words would be read as orders. */
const spelt = (value: string | number | boolean): string =>
  typeof value !== 'string' || /^[\w.-]+$/.test(value) ? String(value) : JSON.stringify(value)
export const show = (value: unknown): string => value === undefined ? 'unset' : typeof value === 'string' ? excerpt(value, 40) : String(value)
const now = (
  setting: Setting, lead = ', and is now '
): string => (setting.value ?? setting.default) === '' ? lead.startsWith(' ') ? ' It is empty.' : ', and is empty now' : setting.value === undefined && setting.default === undefined ? '' : `${lead}${show(setting.value ?? setting.default)}${lead.startsWith(' ') ? '.' : ''}`

/** Words that say where, not what. */
export function namesPlace(word: string, place: Place): boolean {
  return stackOf(place.target.id).some((part) => canonicalWord(part.toLowerCase()) === word) || PLACE_WORDS.has(word)
}
const PLACE_WORDS = new Set(['prod', 'production', 'dev', 'development', 'staging', 'environment', 'sandbox'])
