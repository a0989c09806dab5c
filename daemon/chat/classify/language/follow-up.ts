import type { ClassifyContext, Parameters } from '../classification.ts'
import { effectOf } from '../operation.ts'
import type { ClauseReading } from './clause.ts'
import { plainText } from './clauses.ts'
import type { LanguageReading } from './index.ts'
import { numberOf } from './parameters.ts'
import { targetOf } from './target.ts'
import type { Token } from './tokens.ts'
import { verbOf } from './verbs.ts'

/** "and staging too", "same for prod", "make it five", "again": what they leave out comes from the message before. */
export function followUp(tokens: readonly Token[], chosen: ClauseReading | null, context: ClassifyContext): LanguageReading | null {
  const previous = context.previous?.at(-1)
  if (!previous || tokens.length > 9 || previous.operation === 'chat') return null
  const words = plainText(tokens.filter((token) => !token.mark))
  const again = /^(?:(?:and|also|now|then|ok|okay|yes|please|same|the same|do the same|do that|and the same|same thing|likewise|ditto)[ ,]+)+(?:for |on |in |to |with |at )?(.+?)(?: too| as well| also| please)*$|^(.+?) (?:too|as well|also)$/.exec(words)
  const about = /^(?:what|how) about (.+)$|^(?:and|und|et|y|e) (?:for|in|on) (.+)$/.exec(words)
  const repeat = /^(?:(?:do it |once |one more time|and )?again|yes|yes please|yep|do it|go ahead|please do|ok do it|repeat(?: that)?|once more)$/.test(words)
  const number = /^(?:no |actually |ok |and |then |sorry )*(?:make (?:it|that|them)|(?:only|just|to|rather|better|instead))? ?([\w.]+)(?: instead| then| please| replicas)*$/.exec(words)
  const counted = number ? numberOf((number[1] ?? '')) : undefined
  const carry = (target: string | null, parameters: Parameters, confidence: number): LanguageReading => ({ category: 'infrastructure', operation: previous.operation, service: previous.service, target, parameters, confidence })
  if (counted !== undefined && effectOf(previous.operation) === 'change' && chosen?.about !== 'object') {
    const name = Object.keys(previous.parameters).find((key) => typeof previous.parameters[key] === 'number') ?? 'value'
    return carry(previous.target, { ...previous.parameters, [name]: counted }, 0.8)
  }
  if (repeat) return carry(previous.target, previous.parameters, 0.65)
  const inside = (again?.[1] ?? again?.[2] ?? about?.[1] ?? about?.[2])?.trim()
  if (inside === undefined || (chosen !== null && effectOf(chosen.operation) === 'change') || verbOf((inside.split(' ')[0] ?? ''))?.form === 'base') return null
  const target = targetOf(tokens.filter((token) => inside.includes(token.lower) && !/^(?:and|too|also|same|what|how|about)$/.test(token.lower)), new Set(context.names?.map((name) => name.toLowerCase())))
  const asksOnly = about !== null && about[1] !== undefined
  if (target.name === null && target.environment !== null) return { ...carry(asksOnly ? target.environment : target.environment, { ...previous.parameters, environment: target.environment }, 0.7), ...(asksOnly && effectOf(previous.operation) === 'change' ? { operation: 'status' as const } : {}) }
  return { ...carry(target.name ?? target.kind ?? inside, previous.parameters, 0.7), ...(asksOnly && effectOf(previous.operation) === 'change' ? { operation: 'status' as const } : {}) }
}
