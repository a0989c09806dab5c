import { eastAsianWeight, isCode, isEveryday, isPair, joinedWeight, looksTechnical, technicalWeight, weightOf } from './nouns.ts'
import { isLifeTogether } from './everyday.ts'
import { isForeignLife, isForeignThing } from './foreign-things.ts'
import { NOTHING, isEastAsian } from './tokens.ts'
import type { Token } from './tokens.ts'
import { verbOf } from './verbs.ts'

export interface Topic {
  /** How much the words speak of infrastructure; about 1 is one clear noun. */
  infrastructure: number
  /** The strongest single word: 2 is a word that hardly means anything else. */
  strongest: number
  code: number
  everyday: number
}

/** Nouns that a number makes unmistakable. */
export const NUMBERED = /^(?:issue|pr|ticket|pull|request|run|build|revision|port|node|worker|release)$/

const OWN = new Set(['the', 'our', 'my', 'all', 'every', 'each', 'this', 'that', 'these', 'those'])

const foreignWeight = (lower: string): number => joinedWeight(lower) || (lower.length > 3 && isForeignThing(lower) ? 1 : 0)

/** Weighs a sentence's words. One pass; repeated words count once. */
export function topicOf(tokens: readonly Token[]): Topic {
  let infrastructure = 0
  let strongest = 0
  let code = 0
  let everyday = 0
  const seen = new Set<string>()
  for (let i = 0; i < tokens.length; i++) {
    const token = (tokens[i] ?? NOTHING)
    if (token.mark || seen.has(token.lower)) continue
    seen.add(token.lower)
    const next = tokens[i + 1]
    if (next && !next.mark && isPair(token.lower, next.lower)) { infrastructure += 1.5; strongest = Math.max(strongest, 2) }
    // Of what is quoted only a tool's name counts: `kubectl drain`.
    let weight = token.quoted ? (
      weightOf((token.lower.split(' ')[0] ?? '')) >= 2 ? 2 : looksTechnical(token.text) ? 0.5 : 0
    ) : weightOf(token.lower)
    if (weight === 0 && !token.quoted) {
      weight = technicalWeight(token.text) || (isEastAsian(token.text) ? eastAsianWeight(token.text) : foreignWeight(token.lower))
    }
    if (weight === 0 && !token.quoted) { const verb = verbOf(token.lower); if (verb?.form === 'ed' && (verb.verb.need === 'none' || verb.verb.need === 'object')) weight = 0.3 }
    // "issue 31", "PR 402": with a number it is one of GitHub's.
    if (NUMBERED.test(token.lower) && /^#?\d+$/.test(next?.text ?? '')) weight = 1.5
    // "the database", "our nodes": a particular one, and not the idea of one.
    if (weight > 0 && weight < 2 && OWN.has(tokens[i - 1]?.lower ?? '')) weight += 0.25
    infrastructure += weight
    strongest = Math.max(strongest, weight)
    if (token.quoted) continue
    if (next && isLifeTogether(token.lower, next.lower)) everyday++
    if (isCode(token.lower)) code++
    if (isEveryday(token.lower) || (weight === 0 && isForeignLife(token.lower))) everyday++
  }
  return { infrastructure, strongest, code, everyday }
}

/** Questions that name nothing and still can only be about what runs here. */
const HERE = /^(?:so |and |hey |ok )*(?:why (?:is|are|was|were|did|do|does|has|have|we) (?:my |our |the |we )?(?:\w+ ){0,2}(?:bill|bills|costs?|spend|spending|invoice|charges)\b|why (?:do|does|did|is|are) (?:the |my |our )?(?:\w+ ){0,2}(?:steps?|stages?|checks?|jobs?|builds?|tests?) (?:fail|failing|red|skipped|stuck|slow|time)\b|what (?:just |exactly |really )?(?:happened|went wrong|broke)(?: here| now| there)?$|what (?:is|was) the root cause\b|(?:what|which) (?:[\w-]+ ){0,3}(?!days|options|choices|rights|meetings|appointments|plans|emails|messages|songs|alarms|reminders|friends|kids|lists|games|books)[\w-]{3,}s do (?:i|we) have\b|[45]\d\d (?:forbidden|unauthorized|not found|bad gateway|bad request|internal server error|too many requests|service unavailable|gateway timeout)\b|what(?:'s| is|s| are)? (?:currently |still |all |now )?(?:running|deployed|broken|failing|live|up|down|drifted|out there|exposed|pending|unhealthy|changed|different|degraded|stopped|here|new today|happening)\b|(?:is|are) (?:everything|anything|all|it|things|we|something)(?: still| currently)? (?:ok|okay|up|down|running|healthy|fine|broken|alright|good|on fire|failing|live|green|red|drifting|deployed)\b|what (?:has |have |did |was |were |just )?(?:changed|i change|we change|you change|got changed|you send|you do|you deploy|failed|broke|crashed|drifted)\b|why (?:did|does|is|was|has) (?:the |my |our |that |this |it)(?:last |latest |previous |recent )?(?:change|run|deploy|deployment|plan|rollout|update|release|approval|fail|failing|failed)\b|(?:any|are there any|do we have any|were there any) (?:errors|failures|alerts|warnings|drift|changes|incidents|issues today|outages|problems)\b|(?:show|list|see|display)(?: me| us)? (?:everything|all|what(?:'s| is) running|recent changes|the changes|changes|drift|what changed)|did (?:the |my |our |that |this )?(?:last |latest )?(?:change|run|deploy|it work|that work|it fail|it succeed|it go through)\b|who (?:changed|deleted|deployed|approved|restarted|broke|touched|did|ran|stopped|scaled|created|modified|has access)\b|how(?:'s| is| are) (?:it|everything|things|prod|production|staging) (?:doing|going|running|looking)|(?:explain|describe) (?:this|it|that)(?: resource| page| thing)?$|how much (?:do|does|did|are|is|will) (?:we|i|this|it|that|everything) (?:spend|spent|spending|cost|pay|paying|costing)|what does (?:this|it|that) (?:cost|depend on|do)$|what depends on\b|.*\b(?:assigned to|waiting for|created by|owned by) me$|(?:status|health|uptime|drift|history|logs|changes|errors|alerts)$)/

export const asksAboutHere = (text: string): boolean => HERE.test(text)

/** Whether a read, a question or a statement is about infrastructure. */
export function isInfrastructure(topic: Topic, specific: boolean): boolean {
  const against = topic.code * 0.6 + topic.everyday * 0.7
  if (topic.strongest >= 2) return topic.infrastructure >= against * 0.6 || topic.strongest > 2
  return topic.infrastructure - against >= (specific ? 0.75 : 1)
}
