export { FUNCTION_WORDS } from './function-words.ts'
import { weightOf } from './nouns.ts'
import { phrasesOf } from './phrases.ts'
import type { Phrase } from './phrases.ts'
import { NOTHING } from './tokens.ts'
import type { Token } from './tokens.ts'
import { verbOf } from './verbs.ts'

const PRONOUNS = new Set(['it', 'this', 'that', 'them', 'these', 'those', 'everything', 'all', 'one', 'ones'])
const ENVIRONMENTS = new Set(
  ['prod', 'production', 'staging', 'stage', 'dev', 'development', 'test', 'testing', 'qa', 'uat', 'preprod', 'sandbox', 'stg']
)
/** Kinds that hold other things: "in the resource group rg-prod" says where, not what. */
const HOLDERS = /^(?:resource group|group|region|zone|project|account|storage account|subscription|namespace|cluster|organization|location|database|schema|repository|node|vault|key vault|recovery vault|agent|workspace|server)$/

/** "the ip of web", "a row to stores": what stands behind these is what the rest belongs to. */
const OWNED = /^(?:of|for|on|from|to|in)$/
const NO_NAME = /^(?:january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|noon|midnight|morning|evening|night|weekend|startup|failure|demand|order|detail|full|parallel|sync|case|place|favor|general|total|advance|background|foreground|fact|particular|question|max|min|zero|half|none|true|false|json|yaml|csv|text|table-of)$/
const isPlainName = (word: string): boolean => /^[a-z][a-z0-9_]{1,20}$/.test(word) && !NO_NAME.test(word) && !/(?:tion|ment|ness|ity|ance|ence|ing|ed|ly|able|al|ic|ive|est)$/.test(word)

const isOwner = ({ words, kind, tie, about }: Phrase): boolean =>
  !about && kind === null && words !== null && OWNED.test(tie) && isPlainName(words)
/** "marketing-site", alone behind the verb or behind what is done with it. */
const isJoined = ({ words, kind, tie }: Phrase): boolean =>
  kind === null && words !== null && /^[a-z]+(?:-[a-z]+)+$/.test(words) && /^(?:of|for|on|from|about|)$/.test(tie)

export interface Target { name: string | null, kind: string | null, pronoun: boolean, environment: string | null }

/**
 * The thing that a clause is about: a name that exists; else the first name that is given, before the names of where it is; else a word
 * that stands where a name would; else the kind. `asked`: the clause is a question or a report, in which verbs stand among the nouns.
 */
export function targetOf(tokens: readonly Token[], names: ReadonlySet<string>, asked = false): Target {
  const environment = tokens.find((token) => !token.mark && ENVIRONMENTS.has(token.lower))?.lower ?? null
  const pronoun = tokens.some((token) => PRONOUNS.has(token.lower))
  const exists = tokens.find((token) => names.has(token.lower) && !ENVIRONMENTS.has(token.lower))
  const phrases = phrasesOf(asked ? behindTheVerb(tokens) : tokens)
  const things = phrases.filter((phrase) => !phrase.about)
  const places = phrases.filter((phrase) => phrase.name !== null && !ENVIRONMENTS.has(phrase.name.toLowerCase()))
  const named = choose(places)
  const joined = phrases.find(isJoined)?.words ?? null
  const owner = phrases.slice(1).find(isOwner)?.words ?? null
  const kinds = things.filter(({ kind }) => kind !== null && !ENVIRONMENTS.has(kind))
  const kind = named?.kind ?? kinds[0]?.kind ?? phrases.find((phrase) => phrase.kind !== null)?.kind ?? null
  const loose = things.find(({ words }) => words !== null && !ENVIRONMENTS.has(words.toLowerCase()))
  const word = kinds.length === 0 ? loose?.words ?? null : null
  const given = (named === undefined || holds(named) ? joined : null) ?? named?.name ?? owner ?? word
  return { name: exists?.text ?? given, kind, pronoun, environment }
}

/** What is named first, unless it only says where the other thing is. */
function choose(named: readonly Phrase[]): Phrase | undefined {
  return named.find((phrase) => !holds(phrase)) ?? named[0]
}

const holds = ({ kind, tie }: Phrase): boolean => tie !== '' && kind !== null && HOLDERS.test(kind)

/** In "is it possible to delete an SQS queue?" the thing stands behind the verb; where there is none, anywhere. */
function behindTheVerb(tokens: readonly Token[]): readonly Token[] {
  for (let i = 1; i < tokens.length - 1; i++) {
    const token = tokens[i] ?? NOTHING
    const verb = verbOf(token.lower)
    if (verb?.form !== 'base' || token.quoted) continue
    const before = tokens[i - 1]?.lower ?? ''
    if (/^(?:to|i|we|you|one|they|if|and|can|could|should|not|don't)$/.test(before) || (weightOf(token.lower) === 0 && /^(?:a|an|the|my|our|all|this|that|these)$/.test(tokens[i + 1]?.lower ?? ''))) return tokens.slice(i + 1)
  }
  return tokens.filter((token) => weightOf(token.lower) > 0 || !/^(?:what|which|who|when|where|why|how|is|are|does|do|did|has|have)$/.test(token.lower) && (verbOf(token.lower) === undefined || token.quoted))
}
