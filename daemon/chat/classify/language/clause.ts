import type { Reading } from '../classification.ts'
import { effectOf } from '../operation.ts'
import type { Operation } from '../operation.ts'
import { isInfrastructureTool, readCommandLine } from '../command/index.ts'
import { clausesOf, plainText } from './clauses.ts'
import { readForeign } from './foreign.ts'
import { moodOf, stripFillers } from './mood.ts'
import type { Mood } from './mood.ts'
import { isEveryday, looksTechnical, technicalWeight, weightOf } from './nouns.ts'
import { orderOf } from './order.ts'
import { numberOf } from './parameters.ts'
import { operationOfQuestion } from './question.ts'
import { correctedVerb } from './spelling.ts'
import { FUNCTION_WORDS } from './function-words.ts'
import { tellsWhatHappens, toldOfThePast } from './report.ts'
import { NOTHING } from './tokens.ts'
import type { Sentence, Token } from './tokens.ts'
import type { Topic } from './topic.ts'
import { obligationOf, wishOf } from './wish.ts'
import type { Wished } from './wish.ts'
import { phrasalOf, verbOf } from './verbs.ts'

/** A clause's reading. `about` says how sure it is that infrastructure is meant. */
export interface ClauseReading { operation: Operation, about: 'certain' | 'object' | 'unknown', object: readonly Token[], confidence: number, command?: Reading, negated?: boolean, sign?: string }

const TROUBLE = /\b(?:error|errors|fail|fails|failed|failing|failure|not work|not working|doesn't|does not|isn't|can't|cannot|unable|won't|stuck|hangs|hanging|crash|crashes|crashing|issue with|problem|problems|timeout|times out|refused|denied|exception|vs|versus)\b/
/** "Delete nothing", "change none of them". */
const NOTHING_AT_ALL = /^(?:nothing|none|nobody)$/
/** Two ways, of which one is to be chosen. */
const WEIGHS = /\b(?:or|vs|versus|better|enough|instead of|rather than)\b/
const EXECUTE = new Set(['run', 'execute', 'do', 'use', 'try', 'type', 'issue', 'perform', 'call', 'rerun', 'invoke', 'apply'])

/** The clauses of a sentence, each read by itself. */
export function readSentence(sentence: Sentence, topic: Topic, text: string): ClauseReading[] {
  const whole = plainText(sentence.tokens)
  const foreign = readForeign(withoutAsides(sentence.tokens).filter((token) => !token.mark).map((token) => token.lower), sentence.asks)
  if (foreign) {
    const object = sentence.tokens.filter((token) => foreign.object.includes(token.lower))
    return [{ operation: foreign.operation, about: 'object', object, confidence: 0.75, sign: foreign.asks ? 'foreign question' : 'foreign' }]
  }
  const mood = moodOf(whole, sentence.asks)
  // Inside a question about a change every verb is part of the question.
  // "Preview it and deploy": two orders, of which the second one counts.
  const previews = mood.kind === 'question' && mood.about === 'what-if' && /^(?:simulate|preview|dry|do a|run a)\b/.test(mood.rest)
  if (mood.kind === 'question' && !previews && (mood.about === 'how-to' || mood.about === 'what-if' || mood.about === 'permission' || mood.about === 'why')) return [question(mood.about, mood.rest, sentence.tokens)]
  const clauses = clausesOf(sentence.tokens)
  const out: ClauseReading[] = []
  for (const clause of clauses) {
    const found = readClause(clause, sentence.asks && clause === clauses.at(-1), topic, text)
    if (found) out.push(found)
  }
  return out
}

/** What stands in brackets explains, and orders nothing; the whole where nothing else is said. */
function withoutAsides(tokens: readonly Token[]): readonly Token[] {
  let depth = 0
  const outside = tokens.filter(({ text, quoted }) => {
    if (!quoted && text === '(') depth++
    const inside = depth > 0
    if (!quoted && text === ')') depth = Math.max(0, depth - 1)
    return !inside
  })
  return outside.length > 0 && depth === 0 ? outside : tokens
}

const question = (about: About, rest: string, object: readonly Token[]): ClauseReading => ({ operation: operationOfQuestion(about, rest), about: 'object', object, confidence: 0.85, sign: 'question ' + about })
type About = Extract<Mood, { kind: 'question' }>['about']

function readClause(clause: readonly Token[], asks: boolean, topic: Topic, text: string): ClauseReading | null {
  // "… and if not, restart it": what follows the condition is the order.
  const words = plainText(clause).replace(/^if (?:not|so|it isn't|it's not|it is not|that fails|needed|necessary|possible)(?:,? then)?[ ,]+/, '')
  const mood = moodOf(words, asks)
  if (mood.kind === 'question') return question(mood.about, mood.rest, clause)
  if (mood.kind === 'negated') {
    const verb = verbOf(mood.rest.split(' ')[0] ?? '')
    return { operation: 'explain', about: verb !== undefined && CLEAR.has(verb.verb.operation) ? 'certain' : 'object', object: clause, confidence: 0.7, negated: true, sign: 'negated' }
  }
  const obliged = asks ? null : obligationOf(clause)
  if (mood.kind === 'statement') {
    if (obliged) return wishedReading(obliged)
    return { operation: 'explain', about: 'object', object: clause, confidence: 0.65, sign: 'statement' }
  }
  const rest = tokensOf(clause, mood.rest)
  if (mood.kind === 'wish') {
    const wished = mood.rest.startsWith('not ') ? wishOf([{ ...NOTHING, lower: 'not', mark: false }, ...tokensOf(clause, mood.rest.slice(4))]) : wishOf(rest)
    if (wished) return wishedReading(wished)
    return { operation: operationOfQuestion('what', mood.rest), about: 'object', object: rest, confidence: 0.65, sign: 'wish to know' }
  }
  const command = embeddedCommand(rest, text)
  // "`kubectl stop …`?" asks about the command.
  if (command && !(asks && rest.length === 1)) return { operation: command.operation, about: 'certain', object: rest, confidence: command.confidence * 0.9, command }
  if (obliged) return wishedReading(obliged)
  // A bare gerund begins a title ("Deleting a stuck namespace"); behind "would you mind" it is the order.
  const head = verbOf(rest[0]?.lower ?? '')
  if (head?.form === 'ing' && !mood.polite) return { operation: 'explain', about: 'object', object: rest, confidence: 0.7 }
  if (head?.form === 'ed' && !['run', 'set', 'put', 'cut', 'split', 'read', 'reset', 'shut'].includes((rest[0] ?? NOTHING).lower)) return { operation: 'explain', about: 'object', object: rest, confidence: 0.65 }
  if (!mood.polite && (tellsWhatHappens(rest) || toldOfThePast(rest))) return { operation: 'explain', about: 'object', object: rest, confidence: 0.75, sign: 'tells' }
  // "restart it or wait?", "drain and delete, would that be enough?": what is weighed is not ordered.
  if (asks && !mood.polite && WEIGHS.test(mood.rest)) return { operation: 'explain', about: 'object', object: rest, confidence: 0.7, sign: 'weighs' }
  if (NOTHING_AT_ALL.test(rest[1]?.lower ?? '')) return { operation: 'explain', about: 'object', object: rest.slice(2), confidence: 0.7, negated: true, sign: 'negated' }
  const order = orderOf(rest, topic) ?? typoOrder(rest, topic) ?? unknownOrder(rest, topic)
  if (order) {
    const change = effectOf(order.operation) === 'change'
    // "delete pod hangs", "restart loop error": an order's first words with trouble behind them are the title of a question.
    if (change && !mood.polite && TROUBLE.test(mood.rest) && !/\b(?:if|all|the|any|every|that|which|failed|failing|stuck|crashing)\b/.test(mood.rest)) return { operation: 'explain', about: 'object', object: rest, confidence: 0.6, sign: 'trouble' }
    if (order.operation === 'run' && head === undefined) return { ...order, confidence: 0.5, sign: 'unknown order' }
    return { ...order, sign: mood.polite ? 'polite' : mood.doubtful ? 'doubtful' : 'order', confidence: change && (mood.doubtful || (asks && !mood.polite)) ? 0.55 : order.about === 'unknown' ? 0.55 : 0.9 }
  }
  return fragment(rest, mood.rest, asks)
}

const wishedReading = ({ operation, object, sure }: Wished): ClauseReading =>
  ({ operation, object, about: aboutOf(object), confidence: sure ? 0.8 : 0.55, sign: sure ? 'wish' : 'perhaps a wish' })

/** Nouns that are an order by themselves: "rollback of web", and some behind what they are about: "web restart". */
const NOUNS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['rollback', 'rollback'], ['restart', 'restart'], ['reboot', 'restart'], ['redeploy', 'deploy'], ['redeployment', 'deploy'], ['teardown', 'delete'], ['shutdown', 'stop'],
  ['scale-up', 'scale'], ['scale-down', 'scale'], ['deletion', 'delete'], ['removal', 'delete'],
])
const AT_END = new Set(['restart', 'rollback', 'reboot', 'redeploy'])

/** Finite verbs that tell what is, rather than name what is wanted. */
const REPORT = /\b(?:is|are|was|were|returns?|shows?|keeps?|ran|has|have|had|does|did|not|been|gets?|became|says|seems|looks|takes|taking|respond|responds|accidentally)\b/

/** No verb at all: "logs of the api", "shop to 5 replicas", "rollback of web", "web restart please". */
function fragment(rest: readonly Token[], words: string, asks: boolean): ClauseReading | null {
  if (rest.length === 0) return null
  const lowers = rest.filter((token) => !token.mark).map((token) => token.lower)
  if (!asks && !TROUBLE.test(words) && lowers.length <= 12) {
    const capacity = lowers.some((word) => /^(?:replicas?|instances|nodes|workers|pods)$/.test(word))
    const count = lowers.findIndex((word) => numberOf(word) !== undefined)
    if (capacity && count >= 0 && (lowers.includes('to') || lowers.includes('for') || lowers.includes('on') || lowers.includes('more') || lowers.length <= 4)) return { operation: 'scale', about: 'certain', object: rest, confidence: 0.6 }
    if (count > 0 && lowers[count - 1] === 'to' && count >= lowers.length - 2 && lowers.length >= 3) return { operation: 'scale', about: aboutOf(rest), object: rest, confidence: 0.55 }
    const noun = NOUNS.get(lowers[0] ?? '') ?? (AT_END.has(lowers.at(-1) ?? '') ? NOUNS.get(lowers.at(-1) ?? '') : undefined)
    if (noun) return { operation: noun, about: 'certain', object: rest, confidence: 0.55 }
  }
  const reports = TROUBLE.test(words) || REPORT.test(words)
  return { operation: reports ? 'explain' : operationOfQuestion('fragment', words), about: 'object', object: rest, confidence: 0.6, sign: reports ? 'report' : 'fragment' }
}

function typoOrder(rest: readonly Token[], topic: Topic): ReturnType<typeof orderOf> {
  const head = rest[0]
  if (!head || head.quoted || topic.infrastructure < 0.5 || rest.length < 2) return null
  if (weightOf(head.lower) > 0 || looksTechnical(head.text)) return null
  const corrected = correctedVerb(head.lower)
  return corrected === undefined ? null : orderOf([{ ...head, lower: corrected }, ...rest.slice(1)])
}

/**
 * A verb that nobody taught, in front of "the" and a thing of ours: "frobnicate the database". What it would do is unknown, and that is a
 * change; the confidence makes the chat ask.
 */
function unknownOrder(rest: readonly Token[], topic: Topic): ReturnType<typeof orderOf> {
  const [head, next] = rest
  if (!head || !next || head.quoted || topic.infrastructure < 0.75 || topic.everyday + topic.code > 0) return null
  if (!/^[a-z-]{3,14}$/.test(head.lower) || /(?:ing|ed|ly|s|er|ion|ment)$/.test(head.lower) || FUNCTION_WORDS.has(head.lower) || weightOf(head.lower) > 0) return null
  if (verbOf(head.lower) || phrasalOf(head.lower) || !/^(?:the|my|our|all|this|that|these|those|every|it|them)$/.test(next.lower)) return null
  return { operation: 'run', about: 'object', object: rest.slice(1) }
}

/** "run kubectl delete pod x", "please do `terraform apply`": the command inside an order decides. */
function embeddedCommand(rest: readonly Token[], text: string): Reading | null {
  const verb = rest[0]
  if (!verb) return null
  const at = rest.findIndex((token, i) => i < 6 && (token.quoted ? token.text.includes(' ') && isInfrastructureTool((token.text.split(' ')[0] ?? '').toLowerCase()) : isInfrastructureTool(token.lower)))
  if (at < 0 || (at > 0 && !EXECUTE.has(verb.lower))) return null
  const token = (rest[at] ?? NOTHING)
  return readCommandLine(token.quoted ? token.text : text.slice(token.start, (rest.at(-1) ?? NOTHING).end).replace(/[.!?]+$/, ''))
}

/** The tokens that the rest of a text consists of: as many from the end as it has words. */
function tokensOf(clause: readonly Token[], rest: string): readonly Token[] {
  const stripped = stripFillers(rest)
  const length = plainText(clause).length - stripped.length
  let position = 0
  for (let i = 0; i < clause.length; i++) {
    if (position >= length && !(clause[i] ?? NOTHING).mark) return clause.slice(i)
    position += ((clause[i] ?? NOTHING).quoted ? 6 : (clause[i] ?? NOTHING).lower.length) + (clause[i + 1]?.text === ',' ? 0 : 1)
  }
  return rest.trim() === '' ? [] : clause
}

function aboutOf(object: readonly Token[]): 'certain' | 'object' | 'unknown' {
  let weight = 0
  for (const token of object) weight += (weightOf(token.lower) || technicalWeight(token.text)) - (isEveryday(token.lower) ? 1 : 0)
  return weight >= 0.5 ? 'object' : 'unknown'
}

/** With these an order about something unknown is taken as one about something that runs: the worse reading is the safe one. */
export const CLEAR: ReadonlySet<Operation> = new Set(['delete', 'stop', 'start', 'restart', 'deploy', 'rollback', 'undo', 'scale', 'enable', 'disable', 'restore', 'revoke', 'grant', 'drain', 'detach', 'rotate', 'merge', 'install'])
