import { allVerbs } from '../classify/language/verbs.ts'
import { DEPLOY, EVERYTHING } from '../planner/whole.ts'

/** Runs over the parts of a text that stand outside of quotes: what a person quoted is a value, and is taken as it is. */
export function unquoted(text: string, replace: (piece: string) => string): string {
  return text.split(/("[^"]*"|`[^`]*`|(?<![\p{L}\p{N}])'[^']*')/u).map((piece, index) => index % 2 === 1 ? piece : replace(piece)).join('')
}

/** The text with what is quoted left out. */
export function withoutQuoted(text: string): string {
  const pieces: string[] = []
  unquoted(text, (piece) => { pieces.push(piece); return piece })
  return pieces.join('""')
}

/**
 * A name that may stand in an order as it is: one word, without a space, and none that means something there. Whoever names a thing can
 * bring neither a verb along nor an "everything".
 */
export const isPlainName = (name: string): boolean =>
  /^[\p{L}\p{N}][\p{L}\p{N}._:/-]{0,99}$/u.test(name) && !TELLING.has(name.toLowerCase())
  && !name.toLowerCase().split(/[^\p{L}]+/u).some((part) => VERBS.has(part) || part === 'everything')
const VERBS = new Set(allVerbs())
const TELLING = new Set([...EVERYTHING, ...DEPLOY])
