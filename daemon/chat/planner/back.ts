import type { Classification } from '../classify/index.ts'
import type { Place } from '../landscape.ts'
import type { Circumstances } from './index.ts'
import { ordersOf } from './order.ts'
import { ranked } from './find.ts'

/** An order to have something as it was: one setting, or everything since a time. Which runs that takes back, the record knows. */
export type Back =
  | { readonly kind: 'back', readonly target: string, readonly setting: string }
  | { readonly kind: 'back', readonly target: string, readonly since: string }

const VERB = '(?:set|put|bring|turn|switch|change|revert|restore|reset|roll|take|undo)'
/** "set replicas back", "put the banner back to what it was", "restore the old tier", "revert the replicas". */
const SETTING = new RegExp(`\\b${VERB}\\b.*\\bback\\b(?:\\s+to\\s+(?:what|how|where)\\s+(?:it|they)\\s+(?:was|were)(?:\\s+before)?|\\s+to\\s+(?:the\\s+)?(?:old|previous|last|former)(?:\\s+(?:value|one|setting|state))?|\\s+(?:again|please|now))*[.!]*$`
  + '|\\b(?:revert|restore|roll back|undo)\\s+(?:the\\s+|my\\s+)?(?:(?:old|previous|former)\\s+)?(?!last\\b|change\\b|run\\b)[\\w:.-]+(?:\\s+[\\w:.-]+){0,3}[.!]*$', 'i')
/** "roll back to this morning", "undo everything since yesterday", "revert today's changes", "take back the last 2 hours". */
const SINCE = new RegExp(`\\b${VERB}\\b.*?\\b(?:(?:to|since|from|of|in|before|until)\\s+(?:the\\s+)?)?(this morning|this afternoon|today|yesterday(?:\\s+evening)?|this week|last week|last \\d+ (?:minute|hour|day|week)s?|\\d{1,2}(?::\\d{2})?\\s?(?:am|pm)|\\d{1,2}:\\d{2}|(?:an|one|two|three|four|five|six|\\d+) (?:minute|hour|day|week)s? ago)(?:'s|’s)?\\b`, 'i')

/** What is to be as it was, if that is what the text asks for. Only names that exist are read. */
export function backOf(text: string, { operation, effect }: Classification, place: Place, circumstances: Circumstances): Back | undefined {
  if (effect !== 'change' || /["'`]/.test(text)) return undefined
  const target = place.target.id
  const since = SINCE.exec(text)?.[1]
  const takes = operation === 'undo' || operation === 'rollback' || /\b(?:back|revert|undo|restore)\b/i.test(text)
  if (since !== undefined && takes) return { kind: 'back', target, since: since.toLowerCase() }
  if (!SETTING.test(text.trim())) return undefined
  const [order, other] = ordersOf(text, circumstances.context)
  if (!order || other) return undefined
  const [best, second] = ranked({ ...order, words: order.text.replace(/\bback\b.*$/is, ' ').replace(/\b(?:restore|revert|undo|roll|bring|old|previous|former)\b/gi, ' ') }, place, undefined)
  if (!best || best.points <= 0 || (second && best.points - second.points < 0.75)) return undefined
  return { kind: 'back', target, setting: best.setting.key }
}
