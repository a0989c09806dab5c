import type { RuleReading } from '../language/index.ts'
import { isCode, isEveryday, isPair, technicalWeight, weightOf } from '../language/nouns.ts'
import { numberOf } from '../language/parameters.ts'
import { FUNCTION_WORDS } from '../language/function-words.ts'
import { NOTHING, isEastAsian } from '../language/tokens.ts'
import type { Token } from '../language/tokens.ts'
import type { Topic } from '../language/topic.ts'
import { verbOf } from '../language/verbs.ts'

/** Words beyond this many say no more about what is asked for. */
const WORDS = 48
/** A word that introduces a verb: behind it "start" is an order, elsewhere it may be a noun. */
const INTRODUCES = new Set(['to', 'please', 'and', 'then', 'you', 'i', 'we', 'not', 'don\'t', 'can', 'could', 'just', 'let\'s', 'or', ','])

/** Words of a message that tells of trouble rather than asking for something. */
const TROUBLE = /^(?:error|errors|warning|critical|fatal|alert|fail\w*|crash\w*|hang|hangs|hanging|hung|stuck|refus\w+|reject\w+|denied|deny|denies|forbidden|unauthorized|invalid|missing|broken|breaks|leak\w*|leaves?|exhausted|exceed\w*|timeout|timed|slow|unable|cannot|can't|couldn't|doesn't|don't|isn't|aren't|won't|not|never|nothing|unexpected\w*|wrong\w*|sudden\w*|sometimes|although|halfway|pending|causes?|keeps?|stops|lost|loses|unreachable|unresponsive|unhealthy|panic\w*|exception|traceback|corrupt\w*|degraded|throttled|oomkilled|crashloopbackoff|imagepullbackoff|forever|again|twice|despite|instead|yet|still)$/

/**
 * What the model sees of a message: its words, pairs of words, their beginnings (which typos and other languages share), the same
 * with each word replaced by its kind (so that what holds for one verb or noun holds for those of its kind), and what the rules made of it.
 * Each feature is the 32-bit FNV-1a hash of its name; the same text gives the same features on every machine.
 */
export function featuresOf(tokens: readonly Token[], rules: RuleReading): Set<number> {
  const seen = new Set<number>()
  const add = (name: string): void => { seen.add(hashOf(name)) }
  const words: string[] = []
  const kinds: string[] = []
  for (let i = 0; i < tokens.length && words.length < WORDS; i++) {
    const token = tokens[i] ?? NOTHING
    if (token.mark) { if (token.text === '?' || token.text === ':') add('mark ' + token.text); continue }
    words.push(wordOf(token))
    kinds.push(kindOf(token, tokens[i - 1], tokens[i + 1], words.length === 1))
  }
  add('bias')
  for (let i = 0; i <= words.length; i++) {
    const word = words[i] ?? '$'
    const kind = kinds[i] ?? '$'
    const before = words[i - 1] ?? '^'
    const kindBefore = kinds[i - 1] ?? '^'
    seen.add(on(space(on(PAIR, before)), word) >>> 0)
    seen.add(on(space(on(KINDS, kindBefore)), kind) >>> 0)
    seen.add(on(space(on(space(on(KINDS3, kinds[i - 2] ?? '^')), kindBefore)), kind) >>> 0)
    if (i === words.length) break
    seen.add(on(WORD, word) >>> 0)
    seen.add(on(KIND, kind) >>> 0)
    seen.add(on(space(on(MIXED, before)), kind) >>> 0)
    if (word.length > 4 && word[0] !== '<') { seen.add(on(BEGINS, word.slice(0, 4)) >>> 0); seen.add(on(ENDS, word.slice(-3)) >>> 0) }
    if (isEastAsian(word)) addPieces(seen, word)
    else if (kind === 'other' && word.length > 4) addGrams(seen, word)
    if (i < 3) { add(`at ${i} ${word}`); add(`kind at ${i} ${kind}`) }
  }
  const trouble = words.filter((word) => TROUBLE.test(word)).length
  add(`trouble ${Math.min(2, trouble)}`)
  add(`trouble ${Math.min(1, trouble)} ${kinds[0] ?? ''}`)
  add('opening ' + kinds.slice(0, 4).join(' '))
  add('opens ' + words.slice(0, 2).join(' '))
  add('length ' + Math.min(12, words.length))
  for (const name of shapeFeatures(tokens, kinds)) add(name)
  for (const name of topicFeatures(rules.topic, tokens.length)) add(name)
  for (const sign of rules.signs.slice(0, 6)) { add('sign ' + sign); add('sign ' + sign.slice(0, sign.indexOf(' ', sign.indexOf(' ') + 1))) }
  add('signs ' + rules.signs.slice(0, 3).join(', '))
  for (const name of ruleFeatures(rules, kinds)) add(name)
  return seen
}

/** What no list knows is known by its parts: slips of the pen, and the forms that other languages give a word. */
function addGrams(seen: Set<number>, word: string): void {
  const length = Math.min(word.length, GRAM_LETTERS) + 2
  const letter = (i: number): number => i === 0 ? BEGIN : i === length - 1 ? END : word.charCodeAt(i - 1)
  for (let i = 0; i + GRAM <= length; i++) {
    let hash = GRAMS
    for (let at = i; at < i + GRAM; at++) hash = mixed(hash, letter(at))
    seen.add(hash >>> 0)
  }
}
const [GRAM, GRAM_LETTERS, BEGIN, END] = [4, 24, 94, 36]

/** Letters of a text without spaces that are looked at. */
const LETTERS = 60

/**
 * Chinese and Japanese put no spaces between words, Korean puts endings behind them: each letter, each two and how the text ends stand
 * for them.
 */
function addPieces(seen: Set<number>, word: string): void {
  for (let i = 0; i < Math.min(word.length, LETTERS); i++) {
    seen.add(on(LETTER, word.charAt(i)) >>> 0)
    if (i > 0) seen.add(on(LETTER, word.slice(i - 1, i + 1)) >>> 0)
  }
  seen.add(on(LAST, word.slice(-2)) >>> 0)
}

/** How it is written: as a title, as a sentence, as a question; in which letters; and how many of its words say nothing to anybody here. */
function shapeFeatures(tokens: readonly Token[], kinds: readonly string[]): string[] {
  const said = tokens.filter((token) => !token.mark && !token.quoted)
  const capitals = said.filter(({ text }) => /^\p{Lu}/u.test(text)).length
  const first = /^\p{Lu}/u.test(said[0]?.text ?? '')
  const letters = capitals > 2 && capitals * 2 > said.length ? 'title' : first ? 'sentence' : 'lower'
  const end = tokens.at(-1)?.mark === true ? tokens.at(-1)?.text ?? '' : 'none'
  const unknown = kinds.filter((kind) => kind === 'other').length
  const share = unknown === 0 ? 'none' : unknown * 3 < kinds.length ? 'few' : unknown * 3 < kinds.length * 2 ? 'some' : 'most'
  const foreign = said.some(({ text }) => /[^\p{ASCII}\u2018-\u201d\u2013\u2014]/u.test(text)) ? 'foreign' : 'ascii'
  return [`letters ${letters}`, `ends with ${end}`, `letters ${letters} ${end} ${kinds[0] ?? ''}`, `unknown ${share}`, `unknown ${share} ${Math.min(6, kinds.length)}`, `unknown ${share} ${kinds[0] ?? ''}`,
    `script ${foreign}`, `script ${foreign} ${share}`]
}

/** How much of the whole speaks of infrastructure, of everyday life, of programming. */
function topicFeatures({ infrastructure, strongest, everyday, code }: Topic, tokens: number): string[] {
  const much = infrastructure === 0 ? 'none' : infrastructure < 0.75 ? 'hint' : infrastructure < 1.5 ? 'some' : infrastructure < 3 ? 'much' : 'full'
  const length = tokens < 5 ? 'short' : tokens < 12 ? 'middle' : 'long'
  const life = Math.min(3, everyday)
  const programs = Math.min(3, code)
  return [`topic ${much}`, `topic strongest ${Math.min(2, strongest)}`, `topic life ${life}`, `topic code ${programs}`, `topic ${much} ${life} ${programs}`, `topic ${much} ${length}`]
}

/** What the rules read, and how sure they were; the trainer hides these now and then, so that the words keep a say. */
function ruleFeatures({ category, operation, confidence }: RuleReading, kinds: readonly string[]): string[] {
  const sure = confidence >= 0.8 ? 'sure' : confidence >= 0.6 ? 'likely' : 'unsure'
  return ['rules ' + category + ' ' + operation, 'rules ' + sure, `rules ${category} ${operation} ${sure}`, `rules ${category} ${operation} ${kinds[0] ?? ''}`]
}

/** The word itself; what is certainly a name or a number is only that. */
function wordOf(token: Token): string {
  if (token.quoted) return '<quoted>'
  if (numberOf(token.lower) !== undefined) return '<number>'
  return technicalWeight(token.text) >= 0.75 ? '<name>' : token.lower
}

function kindOf(token: Token, before: Token | undefined, after: Token | undefined, first: boolean): string {
  if (token.quoted) return 'quoted'
  if (numberOf(token.lower) !== undefined) return 'number'
  if (technicalWeight(token.text) >= 0.75) return 'name'
  const verb = verbOf(token.lower)
  const weight = weightOf(token.lower)
  if (verb !== undefined && (first || weight === 0 || INTRODUCES.has(before?.lower ?? ''))) return `${verb.verb.operation}-${verb.form}`
  if (isEveryday(token.lower)) return weight > 0 ? 'everyday-thing' : 'everyday'
  if (isCode(token.lower)) return weight > 0 ? 'code-thing' : 'code'
  if (after !== undefined && isPair(token.lower, after.lower)) return 'thing2'
  if (weight > 0) return weight >= 2 ? 'thing2' : weight >= 1 ? 'thing1' : 'thing'
  return FUNCTION_WORDS.has(token.lower) ? token.lower : 'other'
}

/** FNV-1a goes on where it stopped, so that a feature of several parts needs no string of its own. */
function on(hash: number, text: string): number {
  let now = hash
  for (let i = 0; i < text.length; i++) now = mixed(now, text.charCodeAt(i))
  return now
}
const space = (hash: number): number => mixed(hash, 32)
const mixed = (hash: number, code: number): number => Math.imul(hash ^ code, 0x01000193)

function hashOf(name: string): number {
  return on(0x811c9dc5, name) >>> 0
}

const [PAIR, KINDS, KINDS3, WORD, KIND, MIXED, BEGINS, ENDS, LETTER, LAST, GRAMS] = ['pair ', 'kinds ', 'kinds3 ', 'word ', 'kind ', 'mixed ', 'begins ', 'ends ', 'letter ', 'last ', 'gram '].map((name) => on(0x811c9dc5, name)) as [
  number, number, number, number, number, number, number, number, number, number, number]
