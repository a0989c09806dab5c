import type { Setting } from '../../simulator-contract.ts'
import { editDistance } from '../classify/language/spelling.ts'
import { nameOf } from '../landscape.ts'

/** Words that say the same about a setting; each is replaced by the first of its line. */
const SAME: readonly (readonly string[])[] = [
  ['replicas', 'replica', 'copies', 'copy', 'instances', 'instance', 'listeners', 'pods', 'nodes', 'count'],
  ['database', 'databases', 'db'], ['tier', 'size', 'plan', 'class'], ['content', 'text', 'wording'], [
    'protected', 'protect', 'protection', 'protects', 'unprotect', 'guard', 'lock',
  ],
  ['banner', 'notice', 'announcement'], ['encoding', 'charset'], ['keep', 'kept', 'keeps'], ['search', 'searching'], [
    'front', 'frontpage', 'homepage', 'home', 'website',
  ],
]
const CANONICAL = new Map(SAME.flatMap(([first = '', ...rest]) => rest.map((word) => [word, first] as const)))
export const canonicalWord = (word: string): string => CANONICAL.get(word) ?? word

const EMPTY = new Set(('the a an of in on at to for from with and or is are it its this that how many much what which whether has have '
  + 'be been one where there when needs need new another as by my our your please now stack project '
  + 'set change make update put use scale turn switch give let get want should must setting value configuration config shop\'s named '
    + 'called enable disable delete remove destroy restart start stop add create new deletion keep-it only just also more less up down '
    + 'back out').split(' '))

/** The words of a text that can name a setting. */
export function meaningful(text: string): string[] {
  return text.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase().split(/[^\p{L}\p{N}_-]+/u)
    .flatMap((word) => word.includes('-') ? word.split('-') : [word])
    .map((word) => canonicalWord(word.replace(/'s$/, ''))).filter((word) => word.length > 1 && !EMPTY.has(word))
}

/** How well words name a setting: by its key's own words, then by its description. Above zero is a candidate. */
export function score(setting: Setting, words: ReadonlySet<string>, known: ReadonlySet<string>): number {
  const key = meaningful(nameOf(setting.key))
  const description = new Set(meaningful(setting.description ?? ''))
  let total = 0
  // "databasetir": the whole name in one word, with a slip.
  const joined = nameOf(setting.key).toLowerCase()
  if (key.length > 1 && [...words].some((word) => editDistance(word, joined, 2) <= 2)) return 3
  for (const word of key) total += words.has(word) ? 2 : [...words].some(
    (each) => each.length > 4 && editDistance(each, word, 1) <= 1
  ) ? 1.5 : -1.5
  for (const word of words) {
    if (key.includes(word)) continue
    if (description.has(word)) total += 1
    else if (!known.has(word)) total -= 1
  }
  return total
}

export type Fit = { readonly kind: 'fits', readonly value: string | number | boolean } | { readonly kind: 'wrong', readonly wanted: string }

/** What a setting takes, in words. */
export function wanted(setting: Setting): string {
  if (setting.choices) return `one of ${setting.choices.join(', ')}`
  if (setting.type === 'boolean') return 'on or off'
  if (setting.type === 'string') return 'a text'
  const range = setting.minimum !== undefined && setting.maximum !== undefined ? ` from ${setting.minimum} to ${setting.maximum}` : setting.minimum !== undefined ? `, at least ${setting.minimum}` : setting.maximum !== undefined ? `, at most ${setting.maximum}` : ''
  return `${setting.type === 'integer' ? 'a whole number' : 'a number'}${range}`
}

/** Takes a typed value as the setting's own type, or says what it would have to be. */
export function fit(setting: Setting, given: string | number | boolean): Fit {
  const wrong: Fit = { kind: 'wrong', wanted: wanted(setting) }
  if (setting.choices) {
    const choice = setting.choices.find((each) => each.toLowerCase() === String(given).toLowerCase())
    return choice === undefined ? wrong : { kind: 'fits', value: choice }
  }
  switch (setting.type) {
    case 'boolean': {
      const value = typeof given === 'boolean' ? given : (
        { on: true, yes: true, true: true, enabled: true, off: false, no: false, false: false, disabled: false } as Record<string, boolean>
      )[String(given).toLowerCase()]
      return value === undefined ? wrong : { kind: 'fits', value }
    }
    case 'integer': case 'number': {
      const value = typeof given === 'number' ? given : typeof given === 'string' && given.trim() !== '' ? Number(given) : Number.NaN
      const inside = value >= (setting.minimum ?? -Infinity) && value <= (setting.maximum ?? Infinity)
      return Number.isFinite(value) && inside && (setting.type === 'number' || Number.isInteger(value)) ? { kind: 'fits', value } : wrong
    }
    default: return { kind: 'fits', value: String(given) }
  }
}
