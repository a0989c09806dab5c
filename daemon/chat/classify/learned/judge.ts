import { effectOf } from '../operation.ts'
import type { Operation } from '../operation.ts'
import type { RuleReading } from '../language/index.ts'
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
/** Where the rules say so too, this much is enough. */
const CONFIRMED = 0.08
/** Where the words' form asks or tells, this much is needed: of a thousand such messages in the corpus none was an order. */
const DENIED = 0.95
const TOLD = /^(?:tells|question (?:how-to|what|why|who|when|how|where|how-many|cost)) /
/** Where rules and model contradict each other, nothing is surer than this. */
const CONTRADICTED = 0.75
/** Below 0.6 the chat asks before it does anything. */
const ASKS = 0.59
/** A read that is a change with this probability is asked about, too. */
const ASKED_FROM = 0.1

/** How much likelier an operation is because the rules named it, beyond what the model has made of that. */
const RULED = 4

export interface Judgement { category: 'infrastructure' | 'general', operation: Operation, confidence: number }

/**
 * Weighs what the rules made of a message against what its words say to the model. The model has the last word, because it has seen the
 * rules' reading among its features; the confidence says whether both agree.
 */
export function judge(tokens: readonly Token[], rules: RuleReading): Judgement {
  const { readings, operations } = predict(trained(), featuresOf(tokens, rules))
  const [general = 0, read = 0, change = 0] = readings
  const by = rules.category === 'general' ? 'general' : effectOf(rules.operation)
  const least = by === 'change' ? CONFIRMED : rules.signs.length > 0 && rules.signs.every((sign) => TOLD.test(sign)) ? DENIED : CHANGE
  const changes = change >= least || proposes(tokens)
  const reading = changes ? 'change' : read >= general ? 'read' : 'general'
  const sure = reading === 'change' ? change : reading === 'read' ? read : general
  const unsure = reading === 'change' ? change < 0.5 : change > ASKED_FROM || reading === 'read' && mayBeAnOrder(tokens)
  const confidence = Math.min(0.95, reading === by ? Math.max(sure, rules.confidence) : Math.min(sure, CONTRADICTED))
  return {
    category: reading === 'general' ? 'general' : 'infrastructure',
    operation: reading === 'general' ? 'chat' : likeliest(operations, reading, rules.operation), confidence: unsure ? Math.min(ASKS, confidence) : confidence,
  }
}

/** "Should we scale the shop to 3?", "replicas to 3?": a question by its mark, and perhaps an order that is put carefully. */
function mayBeAnOrder(tokens: readonly Token[]): boolean {
  if (tokens.at(-1)?.text !== '?') return false
  const words = tokens.filter((token) => !token.mark).map((token) => token.lower)
  if (/^(?:should|shall)$/.test(words[0] ?? '')) return true
  return words.length <= 7 && words.some((word) => /^\d+$/.test(word)) && !ASKS_WITH.test(words[0] ?? '')
}
const ASKS_WITH = /^(?:what|which|who|when|where|why|how|is|are|was|were|do|does|did|has|have|can|could|will|would|may|might|am|any)/

/** "Should we scale the shop to 3?" holds all of an order: the worse reading, and a question back. */
function proposes(tokens: readonly Token[]): boolean {
  const [first, second] = tokens
  return /^(?:should|shall)$/.test(first?.lower ?? '') && second?.lower === 'we' && tokens.some(({ lower }, i) => lower === 'to' && /^\d+$/.test(tokens[i + 1]?.lower ?? ''))
}

function likeliest(operations: Float64Array, effect: 'read' | 'change', ruled: Operation): Operation {
  let best: Operation = effect === 'read' ? 'explain' : 'run'
  let most = -1
  NAMES.forEach((name, i) => {
    const p = (operations[i] ?? 0) * (name === ruled ? RULED : 1)
    if (name !== 'chat' && effectOf(name) === effect && p > most) { best = name; most = p }
  })
  return best
}
