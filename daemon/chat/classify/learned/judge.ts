import { effectOf } from '../operation.ts'
import type { Effect, Operation } from '../operation.ts'
import type { RuleReading } from '../language/index.ts'
import { FUNCTION_WORDS } from '../language/function-words.ts'
import { isEveryday } from '../language/nouns.ts'
import type { Token } from '../language/tokens.ts'
import { featuresOf } from './features.ts'
import { NAMES, predict } from './model.ts'
import type { Model } from './model.ts'
import { readWeights } from './weights.ts'

let weights: Model | undefined
/** Read when first asked, because the training reads the rules without them. */
const trained = (): Model => weights ??= readWeights()

/** Above this a change is likely enough to be read as one: to overlook one costs more than to ask for nothing. */
const CHANGE = 0.3
/** Where the rules say so too, or no word tells how it is meant, less is enough. */
const CONFIRMED = 0.23
/** Another language's verb that orders was looked up, where the model knows few of its sentences. */
const CONFIRMED_FOREIGN = 0.15
const OPEN = 0.2
/** Where a sentence states something, more is needed. */
const STATED = 0.5
/** Where the words' form asks or tells, this much is needed: of a thousand such messages in the corpus none was an order. */
const DENIED = 0.95
const STATES = /^(?:statement|tells|question (?:how-to|what|why|who|when|how|where|how-many|cost)|foreign question) /
const TOLD = /^(?:tells|question (?:how-to|what|why|who|when|how|where|how-many|cost)) /
/** Where rules and model contradict each other, nothing is surer than this. */
const CONTRADICTED = 0.75
/** Below 0.6 the chat asks before it does anything. */
const ASKS = 0.59
/** A read that is a change with this probability is asked about, too. */
const ASKED_FROM = 0.1

/** How much likelier an operation is because the rules named it, beyond what the model has made of that. */
const RULED = 4
/** The same for what is said in another language: its verbs are looked up, and the model has seen few of them. */
const RULED_FOREIGN = 60

export interface Judgement { category: 'infrastructure' | 'general', operation: Operation, confidence: number }

/**
 * Weighs what the rules made of a message against what its words say to the model. The model has the last word, because it has seen the
 * rules' reading among its features; the confidence says whether both agree.
 */
export function judge(tokens: readonly Token[], rules: RuleReading): Judgement {
  const { readings, operations } = predict(trained(), featuresOf(tokens, rules))
  const [general = 0, read = 0, change = 0] = readings
  const by = rules.category === 'general' ? 'general' : effectOf(rules.operation)
  const changes = change >= leastOf(by, rules.signs) || proposes(tokens)
  const reading = changes ? 'change' : read >= general || describes(tokens) ? 'read' : 'general'
  const sure = reading === 'change' ? change : reading === 'read' ? read : general
  const unsure = (reading !== 'general' && mayBeAnOrder(tokens)) || (reading === 'change' ? change < 0.5 : change > ASKED_FROM)
  const confidence = Math.min(0.95, reading === by ? Math.max(sure, rules.confidence) : Math.min(sure, CONTRADICTED))
  return {
    category: reading === 'general' ? 'general' : 'infrastructure',
    operation: reading === 'general' ? 'chat' : likeliest(operations, reading, rules), confidence: unsure ? Math.min(ASKS, confidence) : confidence,
  }
}

/** What a change's probability must be, by what the rules read. */
function leastOf(by: 'general' | Effect, signs: readonly string[]): number {
  const all = (pattern: RegExp): boolean => signs.every((sign) => pattern.test(sign))
  if (by === 'change') return signs.length > 0 && all(/^foreign change/) ? CONFIRMED_FOREIGN : CONFIRMED
  if (by === 'read' && all(/^order read/)) return CHANGE
  if (signs.length === 0) return CHANGE
  return all(TOLD) ? DENIED : all(STATES) ? STATED : all(UNTOLD) ? OPEN : CHANGE
}
const UNTOLD = /^(?:fragment|order|wish to know|perhaps a wish) /

/** "Should we scale the shop to 3?", "replicas to 3?": a question by its mark, and perhaps an order that is put carefully. */
function mayBeAnOrder(tokens: readonly Token[]): boolean {
  if (tokens.at(-1)?.text !== '?') return false
  const words = tokens.filter((token) => !token.mark).map((token) => token.lower)
  if (/^(?:should|shall)$/.test(words[0] ?? '')) return true
  return words.length <= 7 && words.some((word) => /^\d+$/.test(word)) && !ASKS_WITH.test(words[0] ?? '')
}
const ASKS_WITH = /^(?:what|which|who|when|where|why|how|is|are|was|were|do|does|did|has|have|can|could|will|would|may|might|am|any)/

/** "describe cart": a name that may exist here, and no word of everyday life. */
function describes(tokens: readonly Token[]): boolean {
  const [verb, name] = tokens
  return tokens.length === 2 && verb?.lower === 'describe' && name !== undefined && !name.mark && !isEveryday(name.lower) && !FUNCTION_WORDS.has(name.lower)
}

/** "Should we scale the shop to 3?" holds all of an order: the worse reading, and a question back. */
function proposes(tokens: readonly Token[]): boolean {
  const [first, second] = tokens
  return /^(?:should|shall)$/.test(first?.lower ?? '') && second?.lower === 'we' && tokens.some(({ lower }, i) => lower === 'to' && /^\d+$/.test(tokens[i + 1]?.lower ?? ''))
}

function likeliest(operations: Float64Array, effect: 'read' | 'change', { said, signs }: RuleReading): Operation {
  const trust = signs.some((sign) => sign.startsWith('foreign')) ? RULED_FOREIGN : RULED
  let best: Operation = effect === 'read' ? 'explain' : 'run'
  let most = -1
  for (const [i, name] of NAMES.entries()) {
    const p = (operations[i] ?? 0) * (name === said ? trust : 1)
    if (name !== 'chat' && effectOf(name) === effect && p > most) { best = name; most = p }
  }
  // a number of replicas is a scale, whatever verb stands before it
  return best === 'set-config' && said === 'scale' ? 'scale' : best
}
