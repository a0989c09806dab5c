import type { Turn } from '../../../shared/wire.ts'
import { realNames } from '../optimize/taught.ts'
import { isPlainName } from '../optimize/unquoted.ts'
import { looksLikeWord } from '../optimize/words.ts'
import type { Landscape } from '../landscape.ts'

export interface Taught { readonly said: string, readonly meant: string }

const PHRASE = '(?:the\\s+)?["“\'`]?([\\p{L}\\p{N}][\\p{L}\\p{N} _-]{1,40}?)["”\'`]?'
const NAME = '(?:the\\s+(?:stack|site|database|route|resource|setting)\\s+)?["“\'`]?([\\p{L}\\p{N}._:/-]{1,100}?)["”\'`]?'
const TEACHES = [
  new RegExp(`^(?:when|if)\\s+i\\s+say\\s+${PHRASE},?\\s+i\\s+mean\\s+(?:the\\s+)?${NAME}[.!]*$`, 'iu'), new RegExp(`^by\\s+${PHRASE},?\\s+i\\s+mean\\s+(?:the\\s+)?${NAME}[.!]*$`, 'iu'),
  new RegExp(`^${PHRASE}\\s+(?:means|stands for|is (?:our|my|a|another) name for)\\s+(?:the\\s+)?${NAME}[.!]*$`, 'iu'),
]

/** "When I say the till, I mean cart": a name and what it means, or why it can't be learned; undefined where nothing is taught. */
export function teaching(text: string, landscape: Landscape): Taught | { readonly why: string } | undefined {
  const found = TEACHES.map((form) => form.exec(text.trim())).find((match) => match !== null)
  if (!found) return undefined
  const [, said = '', meant = ''] = found
  const real = realNames(landscape)
  if (!real.has(meant.toLowerCase()) || !isPlainName(meant)) return { why: `There is no ${meant} here, so I did not learn that.` }
  if (real.has(said.toLowerCase())) return { why: `${said} is a name that exists already, so it stays what it is.` }
  if (said.split(/\s+/).every((word) => looksLikeWord(word.toLowerCase()))) return { why: `"${said}" is no name that I could tell from other words, so I did not learn that.` }
  return { said, meant }
}

/** What an answer to a question back taught: the one word that the chosen order has otherwise than the words before, if it is a name. */
export function taughtByChoice(before: Turn | undefined, text: string, landscape: Landscape): Taught | undefined {
  const chosen = before?.parts.some((part) => part.kind === 'choice' && part.options.some((option) => option.text === text))
  if (!before || chosen !== true) return undefined
  const words = (of: string): string[] => of.replace(/[.!?]+$/, '').split(/\s+/)
  const [was, is] = [words(before.text), words(text)]
  if (was.length !== is.length) return undefined
  const different = was.flatMap((word, index) => word === is[index] ? [] : [[word, is[index] ?? ''] as const])
  const [only, other] = different
  const real = realNames(landscape)
  if (!only || other) return undefined
  const [said, meant] = [only[0].toLowerCase(), only[1]]
  return real.has(meant.toLowerCase()) && !real.has(said) && !looksLikeWord(said) ? { said: only[0], meant } : undefined
}
