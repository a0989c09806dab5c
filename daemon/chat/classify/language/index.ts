import type { ClassifyContext, Reading } from '../classification.ts'
import { effectOf, severityOf } from '../operation.ts'
import { judge } from '../learned/judge.ts'
import { CLEAR, readSentence } from './clause.ts'
import type { ClauseReading } from './clause.ts'
import { plainText } from './clauses.ts'
import { followUp } from './follow-up.ts'
import { subjectOf } from './subject.ts'
import { sentencesOf, tokenize } from './tokens.ts'
import type { Token } from './tokens.ts'
import { asksAboutHere, isInfrastructure, topicOf } from './topic.ts'
import type { Topic } from './topic.ts'

export interface LanguageReading extends Reading { category: 'infrastructure' | 'general' }

/** What the rules alone make of a message. */
export interface RuleReading {
  category: 'infrastructure' | 'general'
  operation: Reading['operation']
  confidence: number
  /** What its words ask for, also where they don't say that it is about infrastructure. */
  said: Reading['operation']
  /** What kind of utterance each clause was taken for, and by what. */
  signs: readonly string[]
  topic: Topic
}

interface Ruled { reading: RuleReading, chosen: ClauseReading | null, anchored: boolean }

const PRONOUN = /^(?:it|that|this|them|those|these|everything|all|the|one|ones|again|now|please|each|of|both|as|well|too|afterwards|immediately|right|away)$/

/**
 * Reads a message as people write them: rules first, then the learned judge, which has seen many more ways of saying things. What the
 * conversation or the page settles (a follow-up, a name that exists, a command inside the sentence) stays as the rules have it.
 */
export function readLanguage(text: string, context: ClassifyContext = {}): LanguageReading {
  const tokens = tokenize(text)
  if (tokens.length === 0) return { category: 'general', operation: 'chat', service: 'generic', target: null, parameters: {}, confidence: 0.9 }
  const { reading, chosen, anchored } = ruled(text, tokens, context)
  const followed = followUp(tokens, chosen, context)
  if (followed !== null) return followed
  if (chosen?.command && reading.category === 'infrastructure') return { category: 'infrastructure', ...chosen.command, confidence: reading.confidence }
  const judged = judge(tokens, reading)
  const { category, operation, confidence } = anchored && judged.category === 'general' ? reading : judged
  if (category === 'general') return { category, operation: 'chat', service: 'generic', target: null, parameters: {}, confidence }
  return { category, operation, confidence, ...subjectOf(chosen, operation, tokens, context) }
}

/** The rules' reading alone, without the conversation: what the judge is trained beside. */
export const readByRules = (text: string): RuleReading => ruled(text, tokenize(text), {}).reading

/** Bounded: sentences and clauses are visited once each, at most 60 of them. */
function ruled(text: string, tokens: readonly Token[], context: ClassifyContext): Ruled {
  const topic = topicOf(tokens)
  const clauses: ClauseReading[] = []
  for (const sentence of sentencesOf(tokens)) {
    clauses.push(...readSentence(sentence, topic, text))
    if (clauses.length > 60) break
  }
  const chosen = chooseClause(clauses, topic)
  const signs = clauses.map(({ sign = 'other', operation, about }) => `${sign} ${effectOf(operation)} ${about}`)
  const known = knownHere(tokens, context)
  const settled = chosen === null ? null : settle(chosen, tokens, topic, known)
  const reading: RuleReading = settled === null || chosen === null ? { category: 'general', operation: 'chat', confidence: 0.8, said: chosen?.operation ?? 'chat', signs, topic }
    : { category: 'infrastructure', operation: chosen.operation, confidence: settled, said: chosen.operation, signs, topic }
  return { reading, chosen, anchored: settled !== null && known !== 'no' }
}

/** The worst change; else the first read that is no prohibition. What "them" are in a later clause was said in an earlier one. */
function chooseClause(clauses: readonly ClauseReading[], topic: Topic): ClauseReading | null {
  let earlier: readonly Token[] = []
  let worst: ClauseReading | null = null
  for (const clause of clauses) {
    let read = clause
    const relative = clause.object.findIndex((token) => /^(?:that|which|who|older|with|without|from|in)$/.test(token.lower) && token !== clause.object[0])
    const named = relative < 0 ? clause.object : clause.object.slice(0, relative)
    const pronounsOnly = named.length > 0 && named.every((token) => token.mark || PRONOUN.test(token.lower))
    if (pronounsOnly && earlier.length > 0 && clause.about === 'unknown' && topic.infrastructure >= 0.75) read = { ...clause, about: 'object', object: earlier }
    else if (clause.object.length > 0 && !pronounsOnly) earlier = clause.object
    if (worst === null || severityOf(read.operation) > severityOf(worst.operation)) worst = read
  }
  if (worst === null || severityOf(worst.operation) > 0) return worst
  const asked = clauses.find((clause) => clause.negated !== true)
  if (asked === undefined) return worst
  const forbidden = clauses.find((clause) => clause.negated === true)
  return forbidden ? { ...asked, about: forbidden.about, object: asked.object.length > 0 ? asked.object : forbidden.object } : asked
}

/** Whether the conversation's surroundings say that a message is about what runs here: a name that exists, or the page's subject. */
function knownHere(tokens: readonly Token[], context: ClassifyContext): 'by name' | 'on the page' | 'no' {
  const names = context.names
  if (names !== undefined && names.length > 0) {
    const lower = new Set(names.map((name) => name.toLowerCase()))
    if (tokens.some((token) => lower.has(token.lower))) return 'by name'
  }
  return context.page !== undefined && tokens.length <= 8 && tokens.some((token) => /^(?:this|it|that|here|these)$/.test(token.lower)) ? 'on the page' : 'no'
}

/** How sure the rules are that the clause is about infrastructure; null where they say that it isn't. */
function settle(chosen: ClauseReading, tokens: readonly Token[], topic: Topic, place: 'by name' | 'on the page' | 'no'): number | null {
  const change = effectOf(chosen.operation) === 'change'
  const known = place === 'by name'
  const onPage = place === 'on the page'
  const here = known || asksAboutHere(plainText(tokens).replace(/ [?.! ]+$/, ''))
  let { confidence } = chosen
  let infrastructure: boolean
  if (chosen.operation === 'chat') infrastructure = false
  else if (change) {
    const code = topic.code > 0 && topic.strongest < 2 && topic.infrastructure < 2.5 && (topic.code >= 2 || topic.infrastructure < 1.25)
    if (chosen.about === 'certain') infrastructure = true
    else if (code && !known) infrastructure = false
    else if (chosen.about === 'object') infrastructure = topic.everyday === 0 || topic.infrastructure >= topic.everyday * 0.75
    else {
      const verb = chosen.object.length <= 5 && topic.everyday === 0 && topic.code === 0
      const pronounOnly = chosen.object.every((token) => token.mark || /^(?:it|that|this|them|those|these|everything|all|the|one|last|again|now|please|and|\d+)$/.test(token.lower))
      infrastructure = known || onPage || (pronounOnly && chosen.object.length > 0) || (verb && CLEAR.has(chosen.operation)) || chosen.operation === 'undo'
      confidence = Math.min(confidence, 0.55)
    }
  } else infrastructure = here || onPage || (chosen.about === 'certain' && topic.everyday === 0 && topic.code < 2) || isInfrastructure(topic, effectOf(chosen.operation) === 'read' && chosen.confidence >= 0.85)
  return infrastructure ? confidence : null
}
