import { withoutQuoted } from '../optimize/unquoted.ts'

/** A mode as people write it, which is no part of a longer name or of a path: not the end of `shop/dev`. */
const WORD = '(?<![\\w./-])(read[- ]only|dev(?:elopment)?|prod(?:uction)?)(?![\\w/-])'
/** "Mode … to read-only": what stands behind the word of a direction is meant, and a stack before it is not. */
const TOWARDS = `(?<=\\bmode\\b.{0,80}?)(?:\\b(?:to|as|into|be)|=|:)\\s*(?:be\\s+)?${WORD}`
const BESIDE = `(?<=\\bmode\\s+(?:is\\s+)?)${WORD}`
const BEFORE = `${WORD}(?=\\s+mode\\b)`
const MAKE = '(?<=\\bmake\\s+[\\w.-]+(?:\\/[\\w.-]+)?\\s+)(dev|production)(?=\\s*[.!]*$)'

/** Words that name a mode, not a place: "production mode", "to read-only" behind "mode". */
export const MODE_WORDS = new RegExp(`${TOWARDS}|${BESIDE}|${BEFORE}|${MAKE}`, 'gi')

/** Behind one order another one: "…, and replicas to 3". */
const MORE = /(?:\band\b|\bthen\b|[,;])\s*(?:also\s+|then\s+)?\S+\s+\S+/i

/** Whether a text that asks for a mode asks for something else as well. */
export const asksMore = (text: string): boolean => MORE.test(withoutQuoted(text).replace(/^(?:please|hey|ok(?:ay)?|now)[\s,]+/i, ''))

const FORMS = [TOWARDS, BESIDE, BEFORE, '\\bmake\\b.*\\b(read[- ]only|writable|changeable)\\b', MAKE].map((form) => new RegExp(form, 'i'))

/** The mode that a text asks for, if it speaks of modes at all. What is quoted is a value and asks for nothing. */
export function modeOf(text: string): 'read-only' | 'dev' | 'production' | undefined {
  const said = withoutQuoted(text)
  const word = FORMS.map((form) => form.exec(said)?.[1]).find((found) => found !== undefined)?.toLowerCase()
  if (word === undefined) return undefined
  return word.startsWith('read') ? 'read-only' : word.startsWith('prod') ? 'production' : 'dev'
}
