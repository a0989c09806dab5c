import { isPair, looksTechnical, weightOf, isEveryday } from './nouns.ts'
import { verbOf } from './verbs.ts'
import { NOTHING } from './tokens.ts'
import type { Token } from './tokens.ts'

/** Words that are neither a name nor a kind: a target never begins or ends with one. */
export const FUNCTION_WORDS = new Set(('the a an my our your his her its their this that these those all any every each some no both '
  + 'either neither of in on at to from for with without by into onto over under between about as per via than then and or but if so '
  + 'because while until unless '
  + 'is are was were be been being am do does did have has had will would can could should shall may might must not n\'t please pls now '
    + 'again too also just only still already right here there up down off out back away more less fewer most least another other others '
    + 'new old current currently '
  + 'latest last next previous first second one ones two three four five six seven eight nine ten it them they me us you we i he she him '
    + 'who what which where when why how whose one\'s same different whole entire rest everything anything something nothing everyone '
    + 'anyone today yesterday tomorrow tonight '
  + 'week month year day hour minute ago since before after during once immediately asap soon later quickly gracefully permanently '
    + 'completely via using use named called instead rather really very much many few lot lots bit kind sort type them\'s existing '
    + 'specific given single multiple several entire own following '
  + 'go going goes went gone get got gets make makes made let lets want wants need needs like looks tell give show list thanks thank '
    + 'older newer oldest newest bigger smaller larger longer running stopped failing failed broken down available active unused idle '
    + 'empty big large small huge high low fast slow extra additional additionally gb mb tb gi mi percent % times twice x '
  + 'don\'t doesn\'t isn\'t aren\'t that\'s it\'s what\'s who\'s there\'s i\'d i\'m we\'re you\'re let\'s at least at most exactly '
    + 'around roughly about approximately along together each').split(' '))
/** Where the thing is, rather than what it is. */
const PLACES = new Set(
  [
    'in', 'on', 'at', 'from', 'under', 'within', 'inside', 'across', 'for', 'to', 'into', 'onto', 'of', 'by', 'with', 'as', 'using', 'via',
    'through', 'and', 'or', 'but', 'then', 'if', 'when', 'because', 'so', 'until', 'after', 'before', 'between', 'that', 'which', 'whose',
    'where', 'since', 'during', 'without', 'than', 'has', 'have', 'is', 'are', 'was', 'were', 'should', 'must', 'needs', 'need', 'not',
  ]
)
const ASKING = new Set(
  ('changed change happen happens happened fail failed mean means difference between purpose explain describe unable cannot trying '
    + 'getting never cost costs spend spent meaning use used work works best way command steps example exits exit keeps possible safe '
    + 'many much long often difference differences wrong reason cause status').split(' ')
)
const PRONOUNS = new Set(['it', 'this', 'that', 'them', 'these', 'those', 'everything', 'all', 'one', 'ones'])
const ENVIRONMENTS = new Set(
  ['prod', 'production', 'staging', 'stage', 'dev', 'development', 'test', 'testing', 'qa', 'uat', 'preprod', 'sandbox', 'stg']
)

export interface Target { name: string | null, kind: string | null, pronoun: boolean, environment: string | null }

const singular = (word: string): string => word.replace(/(ss|x|ch|sh)es$/, '$1').replace(/ies$/, 'y').replace(/([^su])s$/, '$1')

/**
 * The thing that a clause is about: a quoted or technical name, else the name beside a kind ("the web deployment", "deployment web",
 * "table named
 * orders"), else the first noun phrase's own words, else the kind itself. `names` that exist win over all guesses.
 */
export function targetOf(tokens: readonly Token[], names: ReadonlySet<string>, asked = false): Target {
  let environment: string | null = null
  let pronoun = false
  let kind: string | null = null
  let name: string | null = null
  for (const token of tokens) if (!token.mark && ENVIRONMENTS.has(token.lower)) environment ??= token.lower
  for (const token of tokens) if (names.has(token.lower) && !ENVIRONMENTS.has(token.lower)) { name = token.text; break }
  const technical = tokens.find(
    (token, at) => !token.mark
    && (token.quoted ? !/\s\w+\s/.test(token.text) : looksTechnical(token.text) && !/^(?:v?\d+\.\d+|[A-Z_]+=.*)/.test(token.text))
    && !valueAfter(tokens, at)
  )
  for (let i = 0; i < tokens.length; i++) {
    const token = (tokens[i] ?? NOTHING)
    if (token.mark) continue
    if (
      /^(?:named|called|name)$/.test(token.lower) && tokens[i + 1] !== undefined && !(tokens[i + 1] ?? NOTHING).mark
      && !FUNCTION_WORDS.has((tokens[i + 1] ?? NOTHING).lower)
    ) { name ??= (tokens[i + 1] ?? NOTHING).text; continue }
    if (PRONOUNS.has(token.lower)) { pronoun = true; continue }
  }
  // The first noun phrase: words up to a place word, without what carries no meaning.
  let phrase: Token[] = []
  for (const token of tokens) {
    if (token.mark) { if (phrase.length > 0) break; continue }
    if (PLACES.has(token.lower)) { if (phrase.length > 0) break; continue }
    if (
      FUNCTION_WORDS.has(token.lower) || /^\d+(?:\.\d+)?%?$/.test(token.text)
    ) { if (phrase.length > 0 && /^\d/.test(token.text)) break; continue }
    if (token.lower.endsWith('ly') && phrase.length === 0) continue
    // In a question or a report the verbs stand among the nouns; in an order the verb is already gone.
    if (asked && !token.quoted) {
      const elsewhere = phrase.length === 0 && tokens.some((other) => other !== token && weightOf(other.lower) > 0)
      if (ASKING.has(token.lower) || (verbOf(token.lower) !== undefined && (weightOf(token.lower) < 1 || elsewhere))) {
        if (phrase.length > 0) break
        continue
      }
    }
    phrase.push(token)
    if (phrase.length === 5) break
  }
  phrase = phrase.filter((token) => !ENVIRONMENTS.has(token.lower) || phrase.length === 1)
  const pairAt = phrase.findIndex((token, i) => i + 1 < phrase.length && isPair(`${token.lower} ${(phrase[i + 1] ?? NOTHING).lower}`))
  const paired = (i: number): boolean => pairAt >= 0 && (i === pairAt || i === pairAt + 1)
  const kinds = phrase.filter((token, i) => !token.quoted && !looksTechnical(token.text) && (weightOf(token.lower) > 0 || paired(i)))
  const nameable = (token: Token): boolean => !isEveryday(token.lower) && (verbOf(token.lower) === undefined || phrase.length <= 2)
  const others = phrase.filter((token) => !kinds.includes(token) && nameable(token))
  if (pairAt >= 0) kind = `${(phrase[pairAt] ?? NOTHING).lower} ${singular((phrase[pairAt + 1] ?? NOTHING).lower)}`
  else if (kinds.length > 0) kind = singular((kinds.at(-1) ?? NOTHING).lower)
  if (name === null && technical) name = technical.text
  if (name === null && others.length > 0) name = others.slice(0, 2).map((token) => token.text).join(' ')
  // "the web deployment", "worker nodes": the first of two kinds is the name of the second.
  if (name === null && pairAt < 0 && kinds.length > 1) name = kinds.slice(0, -1).map((token) => token.text).join(' ')
  return { name: name === null ? null : name.replace(/[.,:]+$/, ''), kind: kinds.length > 0 ? kind : null, pronoun, environment }
}

/** "to 'blue'", "= x": the word is a value, not the thing. */
function valueAfter(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1]?.lower
  return before === 'to' || before === '=' || before === 'with' || before === 'in' || before === 'namespace' || before === 'region' || before === 'at'
}
